"""The pages that are looked at in a browser, by name."""

PAGES = {
    "start": "/",
    "thing": "/treaty/26-5",
    "sparql": "/sparql",
    "sparql-bars": "/sparql?question=parties-by-region",
    "sparql-map": "/sparql?question=parties-of-treaty&on=2026-02-20",
    "sparql-timeline": "/sparql?question=withdrawals",
    "validate": "/validate",
    "validate-example": "/validate?example=withdrawal",
    "problems": "/problems",
}
