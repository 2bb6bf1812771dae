"""Ten Japanese customs, each told in four languages; written for these tests."""

from __future__ import annotations

_TITLES = {
    "ja": "花見|節分|茶道|着物|七夕|折り紙|三味線|生け花|年越しそば|盆踊り",
    "en": "Hanami|Setsubun|Tea ceremony|Kimono|Tanabata|Origami|Shamisen|Ikebana|Toshikoshi soba|Bon dance",
    "es": "Hanami|Setsubun|Ceremonia del té|Kimono|Tanabata|Origami|Shamisen|Ikebana|Toshikoshi soba|Danza Bon",
    "fr": "Hanami|Setsubun|Cérémonie du thé|Kimono|Tanabata|Origami|Shamisen|Ikebana|Toshikoshi soba|Danse Bon",
}
_TEXTS = {
    "ja": """
春になると日本の人々は満開の桜の木の下に集まり、弁当を食べ酒を飲みながら花を楽しむ習慣がある。
節分には家族が「鬼は外、福は内」と唱えながら炒った豆をまき、年の数だけ豆を食べて厄を払う。
茶道では亭主が客のために静かに抹茶を点て、作法に従って茶碗を回していただく日本の伝統である。
着物は帯で締める日本の伝統的な衣装で、成人式や結婚式などの晴れの日に着る。
七夕の夜、人々は願い事を書いた短冊を笹に飾り、織姫と彦星の伝説を語り合う。
折り紙は一枚の紙を折って鶴などを作る日本の遊びで、千羽鶴は病気の人の回復を祈って贈られる。
三味線は三本の弦を撥で弾く日本の楽器で、歌舞伎や民謡の伴奏に使われてきた。
生け花は季節の花や枝を器に生ける日本の芸道で、多くの流派が型を受け継いでいる。
大晦日の夜に日本の家庭では長寿を願って年越しそばを食べ、除夜の鐘を聞く。
お盆には先祖の霊を迎えるため、浴衣姿の人々が櫓の周りで太鼓に合わせて踊る。
""",
    "en": """
In spring people in Japan gather under the blossoming cherry trees to eat, drink and admire the flowers together.
At Setsubun Japanese families throw roasted beans, call the demons out and luck in, and eat one bean for each year.
In the Japanese tea ceremony the host silently whisks green tea for the guests, who turn the bowl before they drink.
The kimono is a traditional Japanese garment tied with a sash and worn at weddings and coming-of-age ceremonies.
On the night of Tanabata the Japanese hang wishes written on paper strips on bamboo and tell of two parted lovers.
Origami is the Japanese art of folding paper; a thousand folded cranes are given to the sick as a prayer for recovery.
The shamisen is a Japanese instrument with three strings, plucked to accompany kabuki theatre and folk songs.
Ikebana is the Japanese art of arranging seasonal flowers and branches, whose forms are handed down in schools.
On the last night of the year Japanese families eat buckwheat noodles for a long life and listen to temple bells.
At the Bon festival people in summer kimono dance around a tower to drums to welcome the spirits of their ancestors.
""",
    "es": """
En primavera los japoneses se reúnen bajo los cerezos en flor para comer, beber y admirar juntos las flores.
En Setsubun las familias japonesas arrojan judías tostadas, echan a los demonios y comen una judía por cada año.
En la ceremonia japonesa del té el anfitrión bate en silencio té verde para los invitados, que giran el cuenco.
El kimono es una prenda tradicional japonesa ceñida con una faja que se lleva en bodas y ceremonias de mayoría de edad.
La noche de Tanabata los japoneses cuelgan deseos en tiras de papel en el bambú y cuentan una leyenda de amantes.
El origami es el arte japonés de plegar papel; mil grullas plegadas se regalan a los enfermos como plegaria.
El shamisen es un instrumento japonés de tres cuerdas que acompaña el teatro kabuki y las canciones populares.
El ikebana es el arte japonés de disponer flores y ramas de la estación, cuyas formas transmiten las escuelas.
La última noche del año las familias japonesas comen fideos de trigo sarraceno por una larga vida y oyen las campanas.
En la fiesta del Bon la gente baila al son de tambores para recibir a los espíritus de los antepasados.
""",
    "fr": """
Au printemps les Japonais se réunissent sous les cerisiers en fleurs pour manger, boire et admirer ensemble les fleurs.
À Setsubun les familles japonaises jettent des haricots grillés, chassent les démons et mangent un haricot par année.
Dans la cérémonie japonaise du thé l'hôte fouette en silence le thé vert pour les invités, qui tournent le bol.
Le kimono est un vêtement traditionnel japonais noué d'une ceinture et porté aux mariages et aux fêtes de la majorité.
La nuit de Tanabata les Japonais suspendent au bambou des vœux écrits sur des bandes de papier et content une légende.
L'origami est l'art japonais du pliage du papier ; mille grues pliées sont offertes aux malades comme une prière.
Le shamisen est un instrument japonais à trois cordes qui accompagne le théâtre kabuki et les chants populaires.
L'ikebana est l'art japonais de disposer les fleurs et les branches de saison, dont les écoles transmettent les formes.
La dernière nuit de l'année les familles japonaises mangent des nouilles de sarrasin et écoutent les cloches du temple.
À la fête du Bon les gens dansent en kimono d'été au son des tambours pour accueillir les esprits des ancêtres.
""",
}


def customs(*languages: str) -> list[dict[str, str]]:
    """The ten customs in each of these languages, as documents."""
    return [
        {"id": f"custom-{language}-{number}", "title": title, "text": text, "language": language}
        for language in languages
        for number, (title, text) in enumerate(
            zip(_TITLES[language].split("|"), _TEXTS[language].strip().splitlines(), strict=True)
        )
    ]
