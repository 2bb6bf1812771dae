"""Sixteen sights of a Japanese shrine festival, each told in four languages; written for these tests."""

_TITLES = {
    "ja": "神輿|山車|祭囃子|提灯|盆踊り|獅子舞|法被|夜店|神楽|宵宮|精霊流し|御神酒|しめ縄|流鏑馬|豊年祭|稚児行列",
    "en": "Portable shrine|Festival float|Festival music|Lanterns|Bon dance|Lion dance|Happi coat|Night stalls|"
    "Sacred dance|Eve of the festival|Floating lanterns|Sacred sake|Straw rope|Mounted archery|Harvest festival|"
    "Children's procession",
    "es": "Santuario portátil|Carroza|Música de fiesta|Faroles|Danza Bon|Danza del león|Abrigo happi|Puestos nocturnos|"
    "Danza sagrada|Víspera de la fiesta|Faroles flotantes|Sake sagrado|Cuerda de paja|Tiro con arco a caballo|"
    "Fiesta de la cosecha|Procesión de niños",
    "fr": "Sanctuaire portatif|Char de fête|Musique de fête|Lanternes|Danse Bon|Danse du lion|Manteau happi|"
    "Étals de nuit|Danse sacrée|Veille de la fête|Lanternes flottantes|Saké sacré|Corde de paille|Tir à l'arc à cheval|"
    "Fête des moissons|Procession d'enfants",
}
_TEXTS = {
    "ja": """
日本の夏祭りでは、氏子の若者たちが掛け声をかけながら神輿を担いで町を練り歩く。
日本の祭りの日には、飾り立てた山車を大勢の人が綱で引き、神社の前まで運ぶ。
日本の祭りでは、太鼓と笛の祭囃子が山車の上で一日中奏でられる。
日本の祭りの夜には、神社の参道に願いを書いた提灯がいくつも灯される。
日本のお盆の祭りでは、浴衣姿の人々が櫓の周りで太鼓に合わせて踊り、先祖の霊を迎える。
日本の祭りでは、獅子頭をかぶった踊り手が家々を回り、厄を払って福を招く。
日本の祭りの担ぎ手は、町の印を染めた法被と鉢巻を身に着ける。
日本の神社の祭りには夜店が並び、子どもたちが綿あめや金魚すくいを楽しむ。
日本の祭りでは、巫女が鈴を手に神楽を舞い、神に感謝を捧げる。
日本の祭りの前夜である宵宮には、神職が神を迎える儀式を静かに行う。
日本のお盆の終わりには、灯籠を川に流して先祖の霊を送る祭りが行われる。
日本の祭りでは、神に供えた御神酒を参列者が少しずつ分けていただく。
日本の祭りの前に、村人は藁でしめ縄をない、神社の鳥居に張って境内を清める。
日本の神社の祭りでは、馬を走らせながら的を射る流鏑馬が奉納される。
日本の秋祭りでは、新しい米を神に供え、豊作を感謝して皆で食べて踊る。
日本の祭りでは、着飾った稚児が列をなして神社まで歩き、健やかな成長を祈る。
""",
    "en": """
At a summer festival in Japan the young people of a shrine carry a portable shrine through the town with loud calls.
On the day of a Japanese festival a crowd pulls a decorated float on ropes to the gate of the shrine.
At Japanese festivals drums and flutes play the festival music on top of the floats all day long.
On the night of a Japanese festival many lanterns with written wishes are lit along the path to the shrine.
At the Japanese Bon festival people in summer kimono dance around a tower to drums to welcome the ancestors' spirits.
At Japanese festivals a dancer under a lion's head goes from house to house to drive out evil and bring luck.
The bearers at a Japanese festival wear short coats dyed with the sign of their quarter, and a headband.
At the festival of a Japanese shrine night stalls stand in rows, where children eat candy floss and catch goldfish.
At Japanese festivals shrine maidens with bells in their hands perform a sacred dance to thank the god.
On the eve of a Japanese festival the priests quietly perform the ceremony that welcomes the god.
At the end of Bon in Japan people float lanterns down the river in a festival that sends the ancestors' spirits home.
At Japanese festivals those who attend share a little of the sake that was offered to the god.
Before a Japanese festival villagers twist a rope of straw and hang it on the shrine gate to purify the grounds.
At the festival of a Japanese shrine riders shoot arrows at targets from galloping horses as an offering.
At the autumn festival in Japan the new rice is offered to the god, and all eat and dance in thanks for the harvest.
At Japanese festivals children in fine costume walk in procession to the shrine to pray that they may grow up healthy.
""",
    "es": """
En una fiesta de verano de Japón los jóvenes del santuario llevan a hombros un santuario portátil por el pueblo.
El día de una fiesta japonesa una multitud tira con cuerdas de una carroza adornada hasta la puerta del santuario.
En las fiestas japonesas tambores y flautas tocan la música de fiesta sobre las carrozas durante todo el día.
La noche de una fiesta japonesa se encienden muchos faroles con deseos escritos en el camino del santuario.
En la fiesta japonesa del Bon la gente en kimono de verano baila con tambores para recibir a los antepasados.
En las fiestas japonesas un bailarín con cabeza de león va de casa en casa para expulsar el mal y traer suerte.
Los porteadores de una fiesta japonesa visten abrigos cortos con el signo de su barrio y una cinta en la cabeza.
En la fiesta de un santuario japonés hay filas de puestos nocturnos donde los niños comen dulces y pescan peces.
En las fiestas japonesas las doncellas del santuario bailan con campanillas una danza sagrada para dar gracias al dios.
La víspera de una fiesta japonesa los sacerdotes celebran en silencio la ceremonia que recibe al dios.
Al final del Bon en Japón se dejan faroles en el río en una fiesta que despide a los espíritus de los antepasados.
En las fiestas japonesas los asistentes comparten un poco del sake que se ofreció al dios.
Antes de una fiesta japonesa los aldeanos trenzan una cuerda de paja y la cuelgan en la puerta del santuario.
En la fiesta de un santuario japonés los jinetes disparan flechas desde caballos al galope como ofrenda.
En la fiesta de otoño de Japón se ofrece al dios el arroz nuevo, y todos comen y bailan en gracias por la cosecha.
En las fiestas japonesas los niños bien vestidos van en procesión al santuario a rezar para crecer sanos.
""",
    "fr": """
Lors d'une fête d'été au Japon, les jeunes du sanctuaire portent un sanctuaire portatif à travers la ville.
Le jour d'une fête japonaise, une foule tire avec des cordes un char décoré jusqu'à la porte du sanctuaire.
Dans les fêtes japonaises, tambours et flûtes jouent la musique de fête sur les chars toute la journée.
La nuit d'une fête japonaise, on allume sur le chemin du sanctuaire des lanternes où des vœux sont écrits.
À la fête japonaise du Bon, on danse en kimono d'été au son des tambours pour accueillir les esprits des ancêtres.
Dans les fêtes japonaises, un danseur à tête de lion va de maison en maison pour chasser le mal et porter bonheur.
Les porteurs d'une fête japonaise portent un manteau court teint au signe de leur quartier, et un bandeau.
À la fête d'un sanctuaire japonais, des étals de nuit s'alignent, où les enfants mangent des sucreries.
Dans les fêtes japonaises, les jeunes filles du sanctuaire dansent avec des clochettes pour remercier le dieu.
La veille d'une fête japonaise, les prêtres accomplissent en silence la cérémonie qui accueille le dieu.
À la fin du Bon au Japon, on pose des lanternes sur la rivière lors d'une fête qui renvoie les esprits des ancêtres.
Dans les fêtes japonaises, ceux qui assistent partagent un peu du saké offert au dieu.
Avant une fête japonaise, les villageois tressent une corde de paille et la pendent à la porte du sanctuaire.
À la fête d'un sanctuaire japonais, des cavaliers tirent des flèches depuis des chevaux au galop en offrande.
À la fête d'automne au Japon, on offre le riz nouveau au dieu, et tous mangent et dansent pour la récolte.
Dans les fêtes japonaises, des enfants en beau costume vont en procession au sanctuaire prier de grandir en santé.
""",
}


def customs(*languages: str) -> list[dict[str, str]]:
    """The sixteen sights in each of these languages, as documents."""
    return [
        {"id": f"custom-{language}-{number}", "title": title, "text": text, "language": language}
        for language in languages
        for number, (title, text) in enumerate(
            zip(_TITLES[language].split("|"), _TEXTS[language].strip().splitlines(), strict=True)
        )
    ]
