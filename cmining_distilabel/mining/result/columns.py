"""The columns of a result's tables."""

import pyarrow as pa

CULTURES = pa.list_(pa.struct([("code", pa.string()), ("name", pa.string()), ("weight", pa.float32())]))
OWNER = [
    ("culture", pa.string()),  # whose it is: a code of CLDR, several joined by "+", a user's name; null where unsure
    ("culture_name", pa.string()),  # in English
    ("culture_share", pa.float32()),  # posterior of the owner; where culture is null, of the likeliest
    ("region", pa.string()),  # of ISO 3166-2, in the owner's country; null where the text names none
    ("region_name", pa.string()),
]
POINTS = pa.schema(
    [
        ("point_id", pa.string()),
        ("kind", pa.string()),  # what owns it: culture, shared (by several cultures) or language
        ("group", pa.string()),  # the group that most of its documents are of
        *OWNER,
        ("cultures", CULTURES),  # likeliest first, means over its seeds; language is not culture
        ("facet", pa.string()),  # the most frequent
        ("facets", pa.list_(pa.string())),  # most frequent first
        ("size", pa.int64()),  # documents of its cluster: seeds; in the paper's mode all candidates
        ("share", pa.float64()),  # of the dominant group: gamma, Eq. 4
        ("balanced_share", pa.float64()),  # around its seeds, groups counted as equally large; a mean over them, as all
        ("balanced_lower", pa.float64()),  # figures from here to attribution are
        ("q_value", pa.float64()),
        ("facet_score", pa.float64()),
        ("attribution", pa.float64()),
        ("isolation", pa.float64()),
        ("stability", pa.float64()),
        ("score", pa.float64()),
        ("keywords", pa.list_(pa.string())),
        ("neighbors", pa.list_(pa.string())),  # points of other groups, nearest first
        ("seed_ids", pa.list_(pa.string())),
    ]
)
SCORES = [
    ("cluster", pa.int32()),  # thematic cluster within the group
    ("dispersion", pa.float32()),
    ("entropy", pa.float32()),
    ("isolation", pa.float32()),
    ("facet", pa.string()),
    ("facet_score", pa.float32()),
    ("attribution", pa.float32()),
    *OWNER,
    ("cultures", CULTURES),  # likeliest first; their weights and what is left over sum to 1
    ("exclusivity", pa.float32()),  # lower bound of the share of the language around it; gamma in the paper's mode
    ("score", pa.float32()),
]
SEEDS = pa.schema(
    [
        ("id", pa.string()),
        ("article_id", pa.string()),
        ("point_id", pa.string()),
        ("rank", pa.int32()),  # 1 tells most of the point
        ("similarity", pa.float32()),  # cosine with the centroid
        ("title", pa.string()),
        ("text", pa.string()),
        ("language", pa.string()),
        ("group", pa.string()),
        ("source", pa.string()),
        ("url", pa.string()),
        ("license", pa.string()),
        ("revision", pa.string()),
        *SCORES,
    ]
)
DOCUMENTS = pa.schema(
    [
        ("id", pa.string()),
        ("article_id", pa.string()),  # where documents are paragraphs
        ("title", pa.string()),  # where it has none, the first characters of its text
        ("language", pa.string()),
        ("group", pa.string()),
        ("stage", pa.string()),  # the stage that stopped it, or "seed" (mining/reasons.py)
        ("reason", pa.string()),  # a key of REASONS; null for a seed
        ("point_id", pa.string()),
        *SCORES,
        ("x", pa.float32()),  # place on the map (result/layout.py)
        ("y", pa.float32()),
    ]
)
