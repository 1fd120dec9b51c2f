"""Describe the published data for catalogues: DCAT-AP-SE 3 and schema.org.

Run it with the dependency group ``catalogue`` installed, and say where the files are
published, which the project does not know. With the archive at hand it adds the size
and the checksum of it. The same data give the same bytes:

    python tools/make_catalogue.py --base https://data.example/malmolund/ --output dist

It writes ``catalogue.ttl`` and ``catalogue.rdf`` for data portals, ``dataset.jsonld``
and ``dataset.html``, the same as an element to put on a page, and, to be published
with them, ``boundaries.geojson``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from rdflib import DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    # What there is, of which class, and what is said of it.
    Described: TypeAlias = tuple[
        URIRef, URIRef, dict[URIRef, Iterable[URIRef | Literal]]
    ]


ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src" / "malmolund" / "data"

PUBLISHERS = Namespace("http://purl.org/adms/publishertype/")
DCAT = Namespace("http://www.w3.org/ns/dcat#")  # that of rdflib is older, version 2
EU = Namespace("http://publications.europa.eu/resource/authority/")
GEOSPARQL = Namespace("http://www.opengis.net/ont/geosparql#")
IANA = Namespace("https://www.iana.org/assignments/media-types/")
SPDX = Namespace("http://spdx.org/rdf/terms#")

LANGUAGES = [EU["language/SWE"], EU["language/ENG"]]

# The catalogue has to have this address of the licence, with http.
CC0 = URIRef("http://creativecommons.org/publicdomain/zero/1.0/")


class Text(NamedTuple):
    """A text in both languages."""

    sv: str
    en: str

    def literals(self) -> list[Literal]:
        """Return it as two literals."""
        return [Literal(self.sv, lang="sv"), Literal(self.en, lang="en")]


BOUNDARIES = "boundaries.geojson"

# What the descriptor says in English, in Swedish.
TITLE = "MalmöLundregionen: kommuner, planer och siffror"
DESCRIPTION = (
    "Vilka kommuner som ingår i MalmöLundregionen, samarbetet mellan tolv kommuner i "
    "sydvästra Skåne, och sedan när, vad dess planer säger, och siffror om kommunerna, "
    "varje uppgift med sin källa."
)
KEYWORDS = {
    "MalmöLundregionen": "MalmöLundregionen",
    "Skåne": "Skåne",
    "Sweden": "Sverige",
    "municipalities": "kommuner",
}
PROVENANCE = Text(
    "Sammanställt ur offentliga källor. Varje uppgift anger sina källor, ursprunget "
    "först, och tabellen sources beskriver dem.",
    "Compiled from public sources. Each value names its sources, the origin first, and "
    "the table sources describes them.",
)


class Distribution(NamedTuple):
    """A file that is published."""

    id: str
    file: str
    media_type: str
    title: Text
    description: Text


class Publication(NamedTuple):
    """What is published, and where."""

    base: str
    """The address of the folder with the files; it ends in a slash."""
    descriptor: dict[str, Any]
    places: list[int]
    """The GeoNames ids of the municipalities."""
    contents: dict[str, bytes]
    """What is in the files, by name, as far as they are at hand."""

    def distributions(self) -> list[Distribution]:
        """Return the files."""
        return [
            Distribution(
                "zip",
                archive_name(self.descriptor),
                "application/zip",
                Text("Alla tabeller", "All tables"),
                Text(
                    "Tabellerna som CSV, med beskrivning (Data Package) och gränser.",
                    "The tables as CSV, with their descriptor (Data Package) and the "
                    "boundaries.",
                ),
            ),
            Distribution(
                "boundaries",
                BOUNDARIES,
                "application/geo+json",
                Text("Kommungränser", "Boundaries of the municipalities"),
                Text(
                    "Förenklade gränser, utan hav: för kartor, inte för beräkningar.",
                    "Generalised, without the sea: for maps, not for computing.",
                ),
            ),
        ]


def publication(
    base: str, data: Path = DATA, archive: Path | None = None
) -> Publication:
    """Return what is published of a data folder at an address.

    Raises:
        ValueError: The address is none of a folder on the web, or the archive is none
            of this version of the data.
    """
    parts = urlsplit(base)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError(f"{base!r} is no address that starts with https:// or http://")
    if parts.query or parts.fragment:
        raise ValueError(f"{base!r} is no address of a folder: it has a '?' or '#'")
    descriptor = json.loads((data / "datapackage.json").read_bytes())
    rows = json.loads((data / "municipalities.json").read_bytes())
    contents = {BOUNDARIES: (data / "boundaries.json").read_bytes()}
    if archive:
        expected = archive_name(descriptor)
        if archive.name != expected:
            raise ValueError(f"got {archive.name}, expected {expected}")
        contents[expected] = archive.read_bytes()
    return Publication(
        base.rstrip("/") + "/",
        descriptor,
        sorted(row["geonames"] for row in rows),
        contents,
    )


def archive_name(descriptor: dict[str, Any]) -> str:
    """Return how the archive of a version is called."""
    return f"malmolund-data-{descriptor['version']}.zip"


class OrderedGraph(Graph):
    """A graph with one order, as RDF/XML is written in that of the graph."""

    def triples(self, triple: Any) -> Iterator[Any]:  # type: ignore[override]
        """Yield the triples that match, in alphabetical order."""
        found = super().triples(triple)
        return iter(sorted(found, key=lambda terms: [term.n3() for term in terms]))


def graph(published: Publication) -> Graph:
    """Return the catalogue as DCAT-AP-SE 3 has it.

    It has no blank nodes, whose names would differ from run to run. There is no
    contact point, which is recommended, as the project has no address for one.
    """
    whole = OrderedGraph()
    for prefix, namespace in (("dcat", DCAT), ("geo", GEOSPARQL), ("spdx", SPDX)):
        whole.bind(prefix, namespace)
    here = Namespace(f"{published.base}#")
    for subject, kind, says in (
        *describe_catalogue(published, here),
        *describe_dataset(published, here),
        *describe_files(published, here),
    ):
        whole.add((subject, RDF.type, kind))
        for predicate, values in says.items():
            for value in values:
                whole.add((subject, predicate, value))
    return whole


def described(published: Publication, here: Namespace) -> dict[URIRef, Any]:
    """Return what is said of the catalogue and of the dataset, which is all in it."""
    about = published.descriptor
    return {
        DCTERMS.title: Text(TITLE, about["title"]).literals(),
        DCTERMS.description: Text(DESCRIPTION, about["description"]).literals(),
        DCTERMS.publisher: [here.publisher],
        DCTERMS.language: LANGUAGES,
        DCTERMS.modified: [date(about["version"])],
    }


def describe_catalogue(published: Publication, here: Namespace) -> Iterator[Described]:
    """Yield the catalogue and who publishes it."""
    yield (
        here.catalogue,
        DCAT.Catalog,
        {
            **described(published, here),
            DCTERMS.license: [CC0],
            DCAT.themeTaxonomy: [EU["data-theme"]],
            DCAT.dataset: [here.dataset],
        },
    )
    yield (
        here.publisher,
        FOAF.Agent,
        {
            FOAF.name: [Literal(published.descriptor["contributors"][0]["title"])],
            # No company and no authority stands behind them.
            DCTERMS.type: [PUBLISHERS["PrivateIndividual(s)"]],
        },
    )


def describe_dataset(published: Publication, here: Namespace) -> Iterator[Described]:
    """Yield the dataset and what it covers."""
    about = published.descriptor
    keywords = [Text(KEYWORDS[word], word).literals() for word in about["keywords"]]
    places = [URIRef(f"http://sws.geonames.org/{id_}/") for id_ in published.places]
    yield (
        here.dataset,
        DCAT.Dataset,
        {
            **described(published, here),
            DCTERMS.identifier: [Literal(about["id"])],
            DCAT.version: [Literal(about["version"])],
            DCTERMS.accrualPeriodicity: [EU["frequency/IRREG"]],
            DCTERMS.accessRights: [EU["access-right/PUBLIC"]],
            DCTERMS.temporal: [here.period],
            # The municipalities one by one: Skåne, NUTS SE224, is far larger.
            DCTERMS.spatial: [here.area, *places],
            DCTERMS.provenance: [here.provenance],
            DCAT.theme: [EU["data-theme/REGI"]],
            DCAT.keyword: chain.from_iterable(keywords),
            DCAT.distribution: [here[d.id] for d in published.distributions()],
        },
    )
    yield (
        here.period,
        DCTERMS.PeriodOfTime,
        {
            DCAT.startDate: [date(about["temporal"]["start"])],
            DCAT.endDate: [date(about["temporal"]["end"])],
        },
    )
    area = rectangle(about["spatial"]["bbox"])
    yield here.area, DCTERMS.Location, {DCAT.bbox: [area]}
    for place in places:
        yield place, DCTERMS.Location, {}
    # Addresses here and not at the dataset, whose sources have to be datasets too.
    addresses = sorted({s["path"] for s in about["sources"] if "path" in s})
    yield (
        here.provenance,
        DCTERMS.ProvenanceStatement,
        {
            DCTERMS.description: PROVENANCE.literals(),
            DCTERMS.source: map(URIRef, addresses),
        },
    )


def describe_files(published: Publication, here: Namespace) -> Iterator[Described]:
    """Yield the distributions."""
    about = published.descriptor
    profile = URIRef(about["$schema"])
    for distribution in published.distributions():
        subject = here[distribution.id]
        address = [URIRef(published.base + distribution.file)]
        yield (
            subject,
            DCAT.Distribution,
            {
                DCTERMS.title: distribution.title.literals(),
                DCTERMS.description: distribution.description.literals(),
                DCAT.accessURL: address,
                DCAT.downloadURL: address,
                # The Swedish profile wants the text, others the address.
                DCTERMS.format: [Literal(distribution.media_type)],
                DCAT.mediaType: [IANA[distribution.media_type]],
                DCTERMS.license: [CC0],
                DCTERMS.language: LANGUAGES,
                DCTERMS.issued: [date(about["version"])],
                DCTERMS.conformsTo: [profile] if distribution.id == "zip" else [],
            },
        )
        content = published.contents.get(distribution.file)
        if content is not None:
            checksum = here[f"{distribution.id}-checksum"]
            size = Literal(len(content), datatype=XSD.nonNegativeInteger)
            digest = Literal(sha256(content), datatype=XSD.hexBinary, normalize=False)
            yield (
                subject,
                DCAT.Distribution,
                {DCAT.byteSize: [size], SPDX.checksum: [checksum]},
            )
            yield (
                checksum,
                SPDX.Checksum,
                {
                    SPDX.algorithm: [SPDX.checksumAlgorithm_sha256],
                    SPDX.checksumValue: [digest],
                },
            )
    title = Text("Data Package, version 2", "Data Package, version 2")
    yield profile, DCTERMS.Standard, {DCTERMS.title: title.literals()}


def date(text: str) -> Literal:
    """Return a date."""
    return Literal(text, datatype=XSD.date)


def rectangle(bbox: list[float]) -> Literal:
    """Return the polygon of a rectangle, east before north."""
    west, south, east, north = bbox
    corners = (west, south), (east, south), (east, north), (west, north), (west, south)
    points = ",".join(f"{x} {y}" for x, y in corners)
    return Literal(f"POLYGON(({points}))", datatype=GEOSPARQL.wktLiteral)


def sha256(content: bytes) -> str:
    """Return the checksum of what a file holds."""
    return hashlib.sha256(content).hexdigest()


def dataset(published: Publication) -> dict[str, Any]:
    """Return the dataset as schema.org has it."""
    about = published.descriptor
    west, south, east, north = about["spatial"]["bbox"]
    licence = about["licenses"][0]["path"]
    maker = {"@type": "Organization", "name": about["contributors"][0]["title"]}
    return {
        "@context": "https://schema.org/",
        "@id": f"{published.base}#dataset",
        "@type": "Dataset",
        "name": about["title"],
        "alternateName": TITLE,
        "description": about["description"],
        "url": published.base,
        "identifier": about["id"],
        "version": about["version"],
        "keywords": about["keywords"],
        "inLanguage": ["sv", "en"],
        "license": licence,
        "isAccessibleForFree": True,
        "creator": maker,
        "publisher": maker,
        "dateModified": about["version"],
        "temporalCoverage": f"{about['temporal']['start']}/{about['temporal']['end']}",
        "spatialCoverage": {
            "@type": "Place",
            "name": about["spatial"]["title"],
            "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"},
        },
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": field["title"],
                "description": field["description"],
                "unitText": field["unit"],
            }
            for resource in about["resources"]
            for field in resource.get("schema", {}).get("fields", [])
            if "unit" in field
        ],
        "isBasedOn": [
            {"@type": "CreativeWork", "name": source["title"]}
            | ({"url": source["path"]} if "path" in source else {})
            for source in about["sources"]
        ],
        "distribution": [
            download(published, distribution, licence)
            for distribution in published.distributions()
        ],
    }


def download(
    published: Publication, distribution: Distribution, licence: str
) -> dict[str, Any]:
    """Return a file as schema.org has it."""
    content = published.contents.get(distribution.file)
    measured = (
        {"contentSize": f"{len(content)} B", "sha256": sha256(content)}
        if content is not None
        else {}
    )
    return {
        "@id": f"{published.base}#{distribution.id}",
        "@type": "DataDownload",
        "name": distribution.title.en,
        "description": distribution.description.en,
        "contentUrl": published.base + distribution.file,
        "encodingFormat": distribution.media_type,
        "license": licence,
        **measured,
    }


def snippet(page: dict[str, Any]) -> str:
    """Return an element for a page."""
    # The one character that could end the element early.
    text = json.dumps(page, ensure_ascii=False, indent=1).replace("<", "\\u003c")
    return f'<script type="application/ld+json">\n{text}\n</script>\n'


def made(published: Publication) -> dict[str, bytes]:
    """Return what this script makes, by the name of the file."""
    catalogue, page = graph(published), dataset(published)
    texts = {
        "catalogue.ttl": catalogue.serialize(format="turtle"),
        "catalogue.rdf": catalogue.serialize(format="xml"),
        "dataset.jsonld": json.dumps(page, ensure_ascii=False, indent=1) + "\n",
        "dataset.html": snippet(page),
    }
    files = {name: text.encode() for name, text in texts.items()}
    return {BOUNDARIES: published.contents[BOUNDARIES], **files}


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--base", required=True, help="where the files are published")
    parser.add_argument("--archive", type=Path, help="the archive of the data, a zip")
    parser.add_argument("--output", type=Path, default=Path(), help="where to write to")
    given = parser.parse_args()
    try:
        files = made(publication(given.base, archive=given.archive))
    except (OSError, ValueError) as error:
        parser.error(str(error))
    given.output.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (given.output / name).write_bytes(content)


if __name__ == "__main__":
    main()
