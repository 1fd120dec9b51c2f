"""What catalogues read: DCAT-AP-SE as Turtle and RDF/XML, schema.org as JSON-LD."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import make_catalogue
import pyshacl
import pytest
from rdflib import DCTERMS, FOAF, RDF, SH, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic


ROOT = Path(__file__).parents[2]
BASE = "https://data.example/malmolund/"
HERE = Namespace(f"{BASE}#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
EU = Namespace("http://publications.europa.eu/resource/authority/")
SCHEMA = Namespace("https://schema.org/")
SPDX = Namespace("http://spdx.org/rdf/terms#")

MANDATORY = [
    (HERE.catalogue, DCTERMS.title),
    (HERE.catalogue, DCTERMS.description),
    (HERE.catalogue, DCTERMS.publisher),
    (HERE.catalogue, DCTERMS.license),
    (HERE.catalogue, DCAT.dataset),
    (HERE.publisher, FOAF.name),
    (HERE.publisher, DCTERMS.type),
    (HERE.dataset, DCTERMS.title),
    (HERE.dataset, DCTERMS.description),
    (HERE.dataset, DCTERMS.publisher),
    (HERE.zip, DCAT.accessURL),
    (HERE.zip, DCTERMS.format),
    (HERE["zip-checksum"], SPDX.algorithm),
    (HERE["zip-checksum"], SPDX.checksumValue),
    (HERE.provenance, DCTERMS.description),
]


@pytest.fixture(scope="module")
def published(archive: Path) -> make_catalogue.Publication:
    return make_catalogue.publication(BASE, archive=archive)


@pytest.fixture(scope="module")
def made(published: make_catalogue.Publication) -> dict[str, bytes]:
    return make_catalogue.made(published)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(Path(__file__).with_name("dcat_ap_se.ttl"))


@pytest.fixture
def catalogue(made: dict[str, bytes]) -> Graph:
    """The catalogue, which the test may change."""
    return Graph().parse(data=made["catalogue.ttl"], format="turtle")


@pytest.fixture(scope="module")
def page(made: dict[str, bytes]) -> Any:
    return json.loads(made["dataset.jsonld"])


def complaints(catalogue: Graph, shapes: Graph) -> set[Any]:
    """Return where the shapes find a catalogue wrong: the subjects and properties."""
    _, report, _ = pyshacl.validate(catalogue, shacl_graph=shapes)
    return {
        (report.value(result, SH.focusNode), report.value(result, SH.resultPath))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


class TestTheCatalogue:
    def test_is_the_same_as_turtle_and_as_rdf_xml(
        self, made: dict[str, bytes], published: make_catalogue.Publication
    ) -> None:
        turtle = Graph().parse(data=made["catalogue.ttl"], format="turtle")
        xml = Graph().parse(data=made["catalogue.rdf"], format="xml")

        assert len(turtle) > 100
        assert isomorphic(turtle, xml)
        assert isomorphic(turtle, make_catalogue.graph(published))

    @pytest.mark.parametrize("seed", ["1", "2"])
    def test_is_made_to_the_byte(
        self, tmp_path: Path, made: dict[str, bytes], archive: Path, seed: str
    ) -> None:
        subprocess.run(
            [
                sys.executable,
                ROOT / "tools" / "make_catalogue.py",
                f"--base={BASE.rstrip('/')}",
                f"--archive={archive}",
                f"--output={tmp_path / 'dist'}",
            ],
            env={"PYTHONHASHSEED": seed},
            check=True,
        )

        written = {path.name: path.read_bytes() for path in tmp_path.rglob("*.*")}

        assert written == made

    def test_has_names_of_its_own_for_everything(self, catalogue: Graph) -> None:
        assert all(isinstance(subject, URIRef) for subject in catalogue.subjects())

    def test_points_to_nothing_of_its_own_that_it_does_not_describe(
        self, catalogue: Graph
    ) -> None:
        own = {term for term in catalogue.objects() if str(term).startswith(HERE)}

        assert own <= set(catalogue.subjects())

    def test_has_the_mandatory_properties(
        self, catalogue: Graph, shapes: Graph
    ) -> None:
        assert set() == complaints(catalogue, shapes)

    @pytest.mark.parametrize(("subject", "predicate"), MANDATORY)
    def test_without_a_mandatory_property_is_refused(
        self, catalogue: Graph, shapes: Graph, subject: URIRef, predicate: URIRef
    ) -> None:
        assert (subject, predicate, None) in catalogue
        catalogue.remove((subject, predicate, None))

        assert {(subject, predicate)} == complaints(catalogue, shapes)

    def test_is_broken_once_for_each_property_of_the_shapes(
        self, catalogue: Graph, shapes: Graph
    ) -> None:
        demanded = {
            (shapes.value(shape, SH.targetClass), shapes.value(rule, SH.path))
            for shape, rule in shapes.subject_objects(SH.property)
        }

        assert demanded == {(catalogue.value(s, RDF.type), p) for s, p in MANDATORY}

    @pytest.mark.parametrize(
        ("subject", "predicate", "value"),
        [
            (HERE.dataset, DCTERMS.title, Literal("in no language")),
            (HERE.dataset, DCTERMS.title, Literal("en andra", lang="sv")),
            (HERE.dataset, DCTERMS.publisher, HERE.area),
            (HERE.catalogue, DCTERMS.license, URIRef("https://example.org/licence")),
            (HERE.publisher, DCTERMS.type, URIRef("https://example.org/type")),
            (HERE.boundaries, DCAT.accessURL, URIRef("ftp://example.org/")),
            (HERE.boundaries, DCTERMS.format, Literal("application/json")),
        ],
    )
    def test_that_says_more_than_it_may_is_refused(
        self,
        catalogue: Graph,
        shapes: Graph,
        subject: URIRef,
        predicate: URIRef,
        value: URIRef | Literal,
    ) -> None:
        catalogue.add((subject, predicate, value))

        assert {(subject, predicate)} == complaints(catalogue, shapes)


class TestTheDataset:
    def test_has_texts_in_both_languages(self, catalogue: Graph) -> None:
        titles = set(catalogue.objects(HERE.dataset, DCTERMS.title))

        assert {
            Literal("MalmöLundregionen: kommuner, planer och siffror", lang="sv"),
            Literal("MalmöLundregionen: municipalities, plans and figures", lang="en"),
        } == titles
        for predicate in (DCTERMS.title, DCTERMS.description, DCAT.keyword):
            for subject in catalogue.subjects(predicate):
                texts = list(catalogue.objects(subject, predicate))
                languages = [text.language for text in texts]

                assert languages.count("sv") == languages.count("en") > 0, subject
                assert {"sv", "en"} == set(languages), subject

    def test_says_when_and_how_often(self, catalogue: Graph, descriptor: Any) -> None:
        version = descriptor["version"]
        day = Literal(version, datatype=XSD.date)

        assert day == catalogue.value(HERE.dataset, DCTERMS.modified)
        assert Literal(version) == catalogue.value(HERE.dataset, DCAT.version)
        assert EU["frequency/IRREG"] == catalogue.value(
            HERE.dataset, DCTERMS.accrualPeriodicity
        )
        assert {
            (DCAT.startDate, Literal("2010-12-31", datatype=XSD.date)),
            (DCAT.endDate, Literal("2025-12-31", datatype=XSD.date)),
            (RDF.type, DCTERMS.PeriodOfTime),
        } == set(catalogue.predicate_objects(HERE.period))

    def test_says_where(self, catalogue: Graph) -> None:
        places = set(catalogue.objects(HERE.dataset, DCTERMS.spatial))

        assert 1 + 12 == len(places)
        assert URIRef("http://sws.geonames.org/2693555/") in places
        assert (
            "POLYGON((12.816 55.34,13.662 55.34,13.662 56.091,12.816 56.091,"
            "12.816 55.34))"
        ) == str(catalogue.value(HERE.area, DCAT.bbox))

    def test_says_what_it_is_about(self, catalogue: Graph) -> None:
        assert EU["data-theme/REGI"] == catalogue.value(HERE.dataset, DCAT.theme)
        assert {"MalmöLundregionen", "Skåne", "Sverige", "kommuner"} == {
            str(word)
            for word in catalogue.objects(HERE.dataset, DCAT.keyword)
            if word.language == "sv"
        }

    def test_says_where_it_comes_from(self, catalogue: Graph, descriptor: Any) -> None:
        addresses = {
            str(url) for url in catalogue.objects(HERE.provenance, DCTERMS.source)
        }

        assert {s["path"] for s in descriptor["sources"] if "path" in s} == addresses

    def test_needs_its_keywords_in_swedish(
        self, published: make_catalogue.Publication
    ) -> None:
        descriptor = {**published.descriptor, "keywords": ["herring"]}

        with pytest.raises(KeyError, match="herring"):
            make_catalogue.graph(published._replace(descriptor=descriptor))


class TestTheDistributions:
    def test_are_the_archive_and_the_boundaries(
        self, catalogue: Graph, archive: Path
    ) -> None:
        found = {
            catalogue.value(distribution, DCAT.downloadURL): (
                str(catalogue.value(distribution, DCTERMS.format)),
                str(catalogue.value(distribution, DCAT.mediaType)),
                int(catalogue.value(distribution, DCAT.byteSize)),
            )
            for distribution in catalogue.objects(HERE.dataset, DCAT.distribution)
        }

        iana = "https://www.iana.org/assignments/media-types/"
        assert {
            URIRef(BASE + archive.name): (
                "application/zip",
                f"{iana}application/zip",
                archive.stat().st_size,
            ),
            URIRef(f"{BASE}boundaries.geojson"): (
                "application/geo+json",
                f"{iana}application/geo+json",
                len((ROOT / "src/malmolund/data/boundaries.json").read_bytes()),
            ),
        } == found

    def test_have_the_checksum_of_the_descriptor(
        self, catalogue: Graph, descriptor: Any
    ) -> None:
        (stored,) = [r for r in descriptor["resources"] if r["name"] == "boundaries"]
        digest = catalogue.value(HERE["boundaries-checksum"], SPDX.checksumValue)

        assert stored["hash"] == f"sha256:{digest}"

    def test_are_free(self, catalogue: Graph) -> None:
        for distribution in (HERE.zip, HERE.boundaries):
            assert "http://creativecommons.org/publicdomain/zero/1.0/" == str(
                catalogue.value(distribution, DCTERMS.license)
            )

    def test_conform_to_the_data_package(self, catalogue: Graph) -> None:
        profile = "https://datapackage.org/profiles/2.0/datapackage.json"

        assert [(HERE.zip, URIRef(profile))] == list(
            catalogue.subject_objects(DCTERMS.conformsTo)
        )

    def test_have_no_size_and_checksum_of_a_file_that_is_not_at_hand(
        self, shapes: Graph
    ) -> None:
        catalogue = make_catalogue.graph(make_catalogue.publication(BASE))

        assert catalogue.value(HERE.zip, DCAT.byteSize) is None
        assert catalogue.value(HERE.zip, SPDX.checksum) is None
        assert set() == complaints(catalogue, shapes)


class TestThePage:
    def test_says_what_search_engines_ask_for(self, page: Any, archive: Path) -> None:
        assert "Dataset" == page["@type"]
        assert 50 <= len(page["description"]) <= 5000
        assert "MalmöLundregionen: municipalities, plans and figures" == page["name"]
        assert page["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"
        assert {
            "@type": "Organization",
            "name": "The malmolund developers",
        } == page["creator"]
        assert "2010-12-31/2025-12-31" == page["temporalCoverage"]
        assert "55.34 12.816 56.091 13.662" == page["spatialCoverage"]["geo"]["box"]
        assert [
            BASE + archive.name,
            f"{BASE}boundaries.geojson",
        ] == [file["contentUrl"] for file in page["distribution"]]
        assert ["application/zip", "application/geo+json"] == [
            file["encodingFormat"] for file in page["distribution"]
        ]

    def test_names_the_figures_with_their_units(self, page: Any) -> None:
        found = {(v["name"], v["unitText"]) for v in page["variableMeasured"]}

        assert {("Population", "people"), ("Land area", "km2")} <= found

    def test_names_every_source(self, page: Any, descriptor: Any) -> None:
        assert [(s["title"], s.get("path")) for s in descriptor["sources"]] == [
            (source["name"], source.get("url")) for source in page["isBasedOn"]
        ]

    # rdflib warns of what its own parser does.
    @pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
    def test_is_read_as_the_same_graph(self, page: Any, catalogue: Graph) -> None:
        # The context inlined: what a reader would fetch from schema.org.
        addresses = ("contentUrl", "license", "url")
        context = {"@vocab": str(SCHEMA)} | {n: {"@type": "@id"} for n in addresses}
        graph = Graph().parse(
            data=json.dumps({**page, "@context": context}), format="json-ld"
        )

        assert SCHEMA.Dataset == graph.value(HERE.dataset, RDF.type)
        assert set(catalogue.objects(HERE.dataset, DCAT.distribution)) == set(
            graph.objects(HERE.dataset, SCHEMA.distribution)
        )
        for file in graph.objects(HERE.dataset, SCHEMA.distribution):
            assert SCHEMA.DataDownload == graph.value(file, RDF.type)
            assert catalogue.value(file, DCAT.downloadURL) == graph.value(
                file, SCHEMA.contentUrl
            )

    def test_has_an_element_that_nothing_in_it_ends(
        self, published: make_catalogue.Publication, page: Any
    ) -> None:
        text = make_catalogue.snippet({**page, "name": "</script><b>"})

        (inside,) = re.findall(r"<script[^>]*>\n(.*?)</script>", text, re.DOTALL)
        assert {**page, "name": "</script><b>"} == json.loads(inside)
        assert published.base in inside


class TestTheAddress:
    @pytest.mark.parametrize(
        ("base", "problem"),
        [
            ("", "starts with"),
            ("data.example", "starts with"),
            ("ftp://data.example/", "starts with"),
            ("https:///folder", "starts with"),
            ("https://data.example/?q=1", "folder"),
            ("https://data.example/#top", "folder"),
        ],
    )
    def test_has_to_be_that_of_a_folder_on_the_web(
        self, base: str, problem: str
    ) -> None:
        with pytest.raises(ValueError, match=problem):
            make_catalogue.publication(base)

    def test_is_where_everything_is(self, archive: Path) -> None:
        moved = make_catalogue.publication("http://other.example/x", archive=archive)

        for name, content in make_catalogue.made(moved).items():
            assert b"data.example" not in content, name
            assert (
                name == "boundaries.geojson" or b"http://other.example/x/#" in content
            )

    def test_is_asked_for(self) -> None:
        done = subprocess.run(
            [sys.executable, ROOT / "tools" / "make_catalogue.py"],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

        assert 2 == done.returncode
        assert "required: --base" in done.stderr

    def test_goes_with_the_archive_of_the_same_version(self, tmp_path: Path) -> None:
        other = tmp_path / "malmolund-data-1999-12-31.zip"

        with pytest.raises(ValueError, match="expected malmolund-data-20"):
            make_catalogue.publication(BASE, archive=other)
