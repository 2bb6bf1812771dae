"""A made-up corpus: three languages that share two topics, and have two each that the others lack.

Deterministic, and written for these tests; nothing in it is a fact.
"""

import json
from pathlib import Path

LANGUAGES = ("en", "es", "fr")
SMALL = {
    "thematic_clusters": 4,
    "num_neighbors": 3,
    "dispersion_quantile": 0.9,
    "entropy_top": 0.6,
    "num_clusters": 12,
    "tau": 3,
}
"""Knobs of paper mode that suit it."""
ISLANDS = {"en": ("cricket", "tea"), "es": ("flamenco", "paella"), "fr": ("fromage", "boules")}

# topic: (things, places, sentences)
_TOPICS: dict[str, dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "en": {
        "railway": (
            "Station Locomotive Tunnel Carriage Timetable",
            "Northfield Eastwood Ashford Langley Marston",
            (
                "The railway line near {place} was built for goods trains that carried coal and stone.",
                "Engineers repaired the {thing} after the winter floods damaged the tracks.",
                "Passengers travel every morning from {place} to the capital on an electric train.",
                "The company bought a new {thing} and closed the old steam depot.",
                "A signal box still stands beside the platform at {place}.",
            ),
        ),
        "weather": (
            "Storm Drought Fog Hail Thunder",
            "Kelby Hartwick Stonebridge Dunmore Fairlight",
            (
                "The weather station at {place} measured heavy rain and strong wind during the night.",
                "Meteorologists explained the {thing} by cold air that came from the sea.",
                "Temperatures in {place} fell far below the average of the season.",
                "Farmers feared that the {thing} would ruin the harvest.",
                "Clouds covered the hills around {place} for several weeks.",
            ),
        ),
        "cricket": (
            "Wicket Batsman Bowler Innings Umpire",
            "Lordham Ovaldene Trentside Headfield Riverbourne",
            (
                "The village cricket club of {place} plays on the green every Sunday in summer.",
                "A {thing} dressed in white flannels waits for the ball near the pavilion.",
                "Supporters of {place} sing when their batsmen score a century.",
                "By custom the {thing} buys a round of ale after the match.",
                "The ashes of an old bail are kept in the pavilion at {place}.",
            ),
        ),
        "tea": (
            "Scone Teapot Crumpet Marmalade Sandwich",
            "Devonleigh Cornwick Bathcombe Yorkdale Harroway",
            (
                "Afternoon tea at {place} is served with clotted cream, jam and warm scones.",
                "The {thing} comes to the table on a tiered silver stand.",
                "Families in {place} argue whether milk goes into the cup before the tea.",
                "Grandmothers hand down the recipe of the {thing} to their daughters.",
                "Every tea room of {place} warms the pot before the leaves are added.",
            ),
        ),
    },
    "es": {
        "railway": (
            "Estación Locomotora Túnel Vagón Horario",
            "Villanorte Montalegre Riofrío Castroviejo Arenal",
            (
                "La línea de ferrocarril cerca de {place} fue construida para trenes de carga con carbón y piedra.",
                "Los ingenieros repararon {thing} después de que las inundaciones dañaran las vías.",
                "Los pasajeros viajan cada mañana de {place} a la capital en un tren eléctrico.",
                "La empresa compró otra máquina, {thing}, y cerró el viejo depósito de vapor.",
                "Una caseta de señales sigue en pie junto al andén de {place}.",
            ),
        ),
        "weather": (
            "Tormenta Sequía Niebla Granizo Trueno",
            "Peñalta Robledo Aguasclaras Valdehierro Solana",
            (
                "La estación meteorológica de {place} midió lluvia intensa y viento fuerte durante la noche.",
                "Los meteorólogos explicaron el fenómeno, {thing}, por el aire frío que llegó del mar.",
                "Las temperaturas en {place} bajaron mucho por debajo de la media de la estación.",
                "Los agricultores temían que {thing} arruinara la cosecha.",
                "Las nubes cubrieron las colinas alrededor de {place} durante varias semanas.",
            ),
        ),
        "flamenco": (
            "Guitarra Bulería Cantaora Bailaora Castañuela",
            "Trianera Jerezana Albaicín Macarena Sacromonte",
            (
                "En las peñas de {place} se canta y se baila flamenco hasta la madrugada.",
                "La {thing} acompaña el compás con palmas y con el taconeo sobre el tablao.",
                "Las familias gitanas de {place} enseñan el cante jondo a sus hijos.",
                "El duende aparece cuando {thing} y voz lloran la misma pena.",
                "Durante la feria de {place} las mujeres llevan vestidos de volantes.",
            ),
        ),
        "paella": (
            "Azafrán Arroz Garrofón Socarrat Caldero",
            "Albuferana Suecana Gandiense Alcireña Denia",
            (
                "La paella de {place} se cocina al aire libre sobre leña de naranjo.",
                "El {thing} da al plato su sabor y nunca puede faltar los domingos.",
                "Los vecinos de {place} discuten si el conejo debe ir con caracoles.",
                "La abuela remueve {thing} y tomate antes de echar el agua.",
                "En las fiestas de {place} se reparte una paella gigante en la plaza.",
            ),
        ),
    },
    "fr": {
        "railway": (
            "Gare Locomotive Tunnel Wagon Horaire",
            "Beaumont Clairval Pontarlier Rochefort Montbrun",
            (
                "La ligne de chemin de fer près de {place} fut construite pour des trains de charbon et de pierre.",
                "Les ingénieurs ont réparé {thing} après les inondations qui avaient abîmé les voies.",
                "Les voyageurs vont chaque matin de {place} à la capitale dans un train électrique.",
                "La compagnie a acheté un nouveau matériel, {thing}, et fermé le vieux dépôt à vapeur.",
                "Un poste de signaux se dresse encore à côté du quai de {place}.",
            ),
        ),
        "weather": (
            "Orage Sécheresse Brouillard Grêle Tonnerre",
            "Valfroid Hautecombe Merville Sauvagnac Pierrelatte",
            (
                "La station météorologique de {place} a mesuré une forte pluie et un vent violent pendant la nuit.",
                "Les météorologues ont expliqué le phénomène, {thing}, par l'air froid venu de la mer.",
                "Les températures à {place} sont tombées bien en dessous de la moyenne de la saison.",
                "Les agriculteurs craignaient que {thing} ne ruine la récolte.",
                "Les nuages ont couvert les collines autour de {place} pendant plusieurs semaines.",
            ),
        ),
        "fromage": (
            "Camembert Roquefort Tomme Reblochon Munster",
            "Normandière Savoyarde Auvergnate Larzac Comtoise",
            (
                "Le fromage de {place} est affiné dans une cave humide au fond de la vallée.",
                "Le {thing} se mange avec du pain frais et un verre de vin rouge.",
                "Les bergers de {place} montent aux alpages avec leurs vaches chaque été.",
                "Le maître fromager frotte {thing} et croûte avec de l'eau salée.",
                "À la fête de {place} on bénit les troupeaux avant le repas.",
            ),
        ),
        "boules": (
            "Cochonnet Pétanque Boulodrome Carreau Pastis",
            "Marseillan Toulonnaise Aubagne Cassisienne Arlésienne",
            (
                "Sur la place de {place} les anciens jouent à la pétanque sous les platanes.",
                "Le {thing} décide de la partie et les joueurs mesurent avec une ficelle.",
                "Les habitants de {place} boivent un pastis entre deux mènes.",
                "Qui perd la partie sans un point embrasse Fanny, dit la coutume du {thing}.",
                "Le concours de {place} réunit chaque été les meilleurs tireurs de Provence.",
            ),
        ),
    },
}


def documents(per_topic: int = 15) -> list[dict[str, str]]:
    """Four topics a language, `per_topic` (at most 25) documents each, languages and topics in turns."""
    rows = []
    for number in range(per_topic):
        for language in LANGUAGES:
            for topic, (things, places, sentences) in _TOPICS[language].items():
                thing = things.split()[number % 5]
                place = places.split()[(number + number // 5) % 5]
                order = [sentences[(number + shift * (1 + number % 2)) % 5] for shift in range(4)]
                rows.append(
                    {
                        "id": f"{language}-{topic}-{number}",
                        "title": f"{thing} {place}",
                        "text": " ".join(order).format(thing=thing.lower(), place=place),
                        "language": language,
                    }
                )
    return rows


def write(path: Path, rows: list[dict[str, str]] | None = None) -> Path:
    """The documents as JSON lines."""
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in (documents() if rows is None else rows)]
    path.write_text("".join(lines), encoding="utf-8")
    return path
