"""The twelve municipalities: what each record says."""

from __future__ import annotations

import pytest

import malmolund


TWELVE = {
    "1230": ("Staffanstorp", "Staffanstorps kommun", "Staffanstorp"),
    "1231": ("Burlöv", "Burlövs kommun", "Arlöv"),
    "1233": ("Vellinge", "Vellinge kommun", "Vellinge"),
    "1261": ("Kävlinge", "Kävlinge kommun", "Kävlinge"),
    "1262": ("Lomma", "Lomma kommun", "Lomma"),
    "1263": ("Svedala", "Svedala kommun", "Svedala"),
    "1264": ("Skurup", "Skurups kommun", "Skurup"),
    "1267": ("Höör", "Höörs kommun", "Höör"),
    "1280": ("Malmö", "Malmö kommun", "Malmö"),
    "1281": ("Lund", "Lunds kommun", "Lund"),
    "1285": ("Eslöv", "Eslövs kommun", "Eslöv"),
    "1287": ("Trelleborg", "Trelleborgs kommun", "Trelleborg"),
}


class TestMunicipality:
    def test_there_are_twelve(self) -> None:
        assert set(TWELVE) == {m.code for m in malmolund.municipalities}

    @pytest.mark.parametrize(("code", "expected"), TWELVE.items())
    def test_each_has_its_names_and_seat(
        self, code: str, expected: tuple[str, str, str]
    ) -> None:
        record = malmolund.municipalities[code]

        assert expected == (record.name, record.official_name, record.seat)
        assert f"{expected[0]} Municipality" == record.name_en

    def test_lund_is_known_in_full(self) -> None:
        lund = malmolund.municipalities["Lund"]

        assert "1281" == lund.code
        assert (55.70811, 13.197253) == (lund.latitude, lund.longitude)
        assert ("12", "SE224", "SE_1281") == (
            lund.county_code,
            lund.nuts3,
            lund.gisco_id,
        )
        assert ("Q505018", 2693555) == (lund.wikidata, lund.geonames)
        assert "212000-1132" == lund.organisation_number
        assert "https://www.lund.se/" == lund.website
        assert 426.84 == lund.land_area_km2

    def test_the_land_area_is_the_published_figure(self) -> None:
        assert {
            "Burlöv": 18.90,
            "Eslöv": 418.96,
            "Höör": 290.52,
            "Kävlinge": 152.45,
            "Lomma": 55.49,
            "Lund": 426.84,
            "Malmö": 156.95,
            "Skurup": 193.42,
            "Staffanstorp": 106.81,
            "Svedala": 217.71,
            "Trelleborg": 340.00,
            "Vellinge": 142.65,
        } == malmolund.municipalities.mapping("name", "land_area_km2")


class TestPopulation:
    def test_is_a_read_only_mapping_of_years(self) -> None:
        lund = malmolund.municipalities["Lund"].population

        assert (110_488, 132_333) == (lund[2010], lund[2025])
        assert (132_333, 2025) == (lund.latest, lund.latest_year)
        assert 16 == len(lund)
        assert 2010 in lund
        assert 2009 not in lund
        assert lund.get(2009) is None
        with pytest.raises(TypeError):
            lund[2026] = 1  # type: ignore[index]

    def test_says_which_years_there_are(self) -> None:
        lund = malmolund.municipalities["Lund"].population

        with pytest.raises(malmolund.NotFoundError, match="figures for 2010 to 2025"):
            lund[2009]

    def test_equals_any_mapping_with_the_same_items(self) -> None:
        lund = malmolund.municipalities["Lund"].population
        again = malmolund.Population(dict(sorted(lund.items(), reverse=True)))

        assert dict(lund) == lund
        assert lund == again
        assert hash(lund) == hash(again)
        assert lund != {}
        assert hash(lund) != hash(malmolund.Population())

    def test_refuses_what_are_no_figures(self) -> None:
        with pytest.raises(malmolund.DataError, match="numbers of people by year"):
            malmolund.Population({2010: -1})

    def test_may_be_empty(self) -> None:
        empty = malmolund.Population()

        assert {} == empty
        assert "<Population: There are no figures.>" == repr(empty)
        for name in ("latest", "latest_year"):
            with pytest.raises(malmolund.NotFoundError, match="There are no figures"):
                getattr(empty, name)


class TestNeighbours:
    def test_are_codes_of_other_members(self) -> None:
        burlov = malmolund.municipalities["Burlöv"]

        assert ("1230", "1262", "1280") == burlov.neighbours

    def test_may_touch_at_sea_alone(self) -> None:
        lomma = malmolund.municipalities["Lomma"]
        (border,) = (b for b in lomma.borders if b.code == "1280")

        assert ("sea", 0.0, 5.2) == (border.kind, border.land_km, border.total_km)
        assert "1280" in lomma.neighbours

    def test_may_touch_on_land_and_at_sea(self) -> None:
        vellinge = malmolund.municipalities["Vellinge"]
        (border,) = (b for b in vellinge.borders if b.code == "1287")

        assert ("land", 22.4, 48.2) == (border.kind, border.land_km, border.total_km)


class TestPopulationFigures:
    @pytest.mark.parametrize("form", ["Lund 2010", "1281 2010", "lund 2010"])
    def test_are_found_by_municipality_and_year(self, form: str) -> None:
        figure = malmolund.population[form]

        assert ("1281", "Lund", 2010, 110_488) == (
            figure.code,
            figure.name,
            figure.year,
            figure.population,
        )

    def test_are_the_figures_of_the_records(self) -> None:
        assert {
            (m.code, year): people
            for m in malmolund.municipalities
            for year, people in m.population.items()
        } == {(f.code, f.year): f.population for f in malmolund.population}
