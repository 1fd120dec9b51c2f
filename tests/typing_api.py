"""The public API as type checkers see it. They check this file; nothing runs it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal, assert_type

import pandas as pd
import polars as pl
import pyarrow as pa
from altair import LayerChart
from geopandas import GeoDataFrame

import malmolund
from malmolund import (
    Area,
    AuditedValue,
    AuditReport,
    Body,
    Border,
    Catalogue,
    Claim,
    Collection,
    DataError,
    Figure,
    FocusArea,
    Indicator,
    Membership,
    Municipality,
    NotFoundError,
    OperationalPlan,
    Population,
    PopulationFigure,
    Region,
    Source,
    UnknownValuesError,
)


if TYPE_CHECKING:
    import os
    from collections.abc import Mapping


# The names of the package

assert_type(malmolund.region, Region)
assert_type(malmolund.municipalities, Collection[Municipality])
assert_type(malmolund.areas, Collection[Area])
assert_type(malmolund.plans, Collection[OperationalPlan])
assert_type(malmolund.focus_areas, Collection[FocusArea])
assert_type(malmolund.regions, Collection[Region])
assert_type(malmolund.population, Collection[PopulationFigure])
assert_type(malmolund.indicators, Collection[Indicator])
assert_type(malmolund.figures, Collection[Figure])
assert_type(malmolund.sources, Collection[Source])
assert_type(malmolund.data_version, str)
for (_record, _field), _claims in malmolund.disagreements().items():
    assert_type(_field, str)
    assert_type(_claims, tuple[Claim, ...])
    assert_type(_record.source_of(_field), tuple[Source, ...])
version: str = malmolund.__version__


# A catalogue of another folder has the same


def load_from(path: os.PathLike[str]) -> None:
    catalogue = malmolund.load(path)
    assert_type(catalogue, Catalogue)
    assert_type(malmolund.load("data"), Catalogue)
    assert_type(catalogue.region, Region)
    assert_type(catalogue.municipalities, Collection[Municipality])
    assert_type(catalogue.areas, Collection[Area])
    assert_type(catalogue.plans, Collection[OperationalPlan])
    assert_type(catalogue.focus_areas, Collection[FocusArea])
    assert_type(catalogue.regions, Collection[Region])
    assert_type(catalogue.population, Collection[PopulationFigure])
    assert_type(catalogue.indicators, Collection[Indicator])
    assert_type(catalogue.figures, Collection[Figure])
    assert_type(catalogue.sources, Collection[Source])
    assert_type(catalogue.data_version, str)


# Collections

places = malmolund.municipalities
assert_type(places["Lund"], Municipality)
assert_type(places[1281], Municipality)
assert_type(places.get("Hörby"), Municipality | None)
assert_type(places.get("Hörby", None), Municipality | None)
assert_type("1280" in places, bool)
assert_type(len(places), int)
assert_type([place.name for place in places], list[str])
assert_type(places.where(seat="Arlöv"), Collection[Municipality])
assert_type(
    places.where(lambda m: m.population.latest > 50_000, county_code="12"),
    Collection[Municipality],
)
assert_type(places.search("malm"), list[Municipality])
assert_type(places.mapping("name", "code"), dict[Any, Any])
assert_type(places.to_dicts(), list[dict[str, Any]])
assert_type(places.to_geojson(), str)
assert_type(places.to_html(), str)
assert_type(places.__geo_interface__, dict[str, Any])
assert_type(Collection([places["Lund"]], Municipality), Collection[Municipality])


def otherwise(default: str) -> None:
    assert_type(places.get("Hörby", default), Municipality | str)


# Records

falun = malmolund.areas["Falu kommun"]
assert_type(falun, Area)
assert_type(falun.code, str)
assert_type(falun.name, str)
assert_type(falun.official_name, str | None)
assert_type(falun.aliases, tuple[str, ...])
assert_type(falun.level, str)
assert_type(falun.county_code, str | None)
assert_type(falun.population, Population)

lund = places["Lund"]
assert_type(lund.code, str)
assert_type(lund.name, str)
assert_type(lund.official_name, str)
assert_type(lund.aliases, tuple[str, ...])
assert_type(lund.level, str)
assert_type(lund.name_en, str)
assert_type(lund.seat, str)
assert_type(lund.latitude, float)
assert_type(lund.longitude, float)
assert_type(lund.county_code, str)
assert_type(lund.nuts3, str)
assert_type(lund.gisco_id, str)
assert_type(lund.wikidata, str)
assert_type(lund.geonames, int)
assert_type(lund.organisation_number, str)
assert_type(lund.website, str)
assert_type(lund.land_area_km2, float)
assert_type(lund.population, Population)
assert_type(lund.neighbours, tuple[str, ...])
assert_type(lund.borders, tuple[Border, ...])
assert_type(lund.sources, tuple[Source, ...])
assert_type(lund.source_of("name"), tuple[Source, ...])
assert_type(lund.evidence("name"), tuple[Claim, ...])
assert_type(lund.to_dict(), dict[str, Any])
assert_type(lund.to_geojson(), str)
assert_type(lund.to_html("sv"), str)
assert_type(lund.__geo_interface__, dict[str, Any])

people: Mapping[int, int] = lund.population
assert_type(lund.population[2025], int)
assert_type(lund.population.get(2009), int | None)
assert_type(lund.population.latest, int)
assert_type(lund.population.latest_year, int)

border = lund.borders[0]
assert_type(border.code, str)
assert_type(border.kind, str)
assert_type(border.land_km, float)
assert_type(border.total_km, float)

region = malmolund.region
assert_type(region.id, str)
assert_type(region.name, str)
assert_type(region.name_en, str)
assert_type(region.aliases, tuple[str, ...])
assert_type(region.kind, str)
assert_type(region.website, str | None)
assert_type(region.purpose, str | None)
assert_type(region.purpose_en, str | None)
assert_type(region.goal, str | None)
assert_type(region.goal_en, str | None)
assert_type(region.decision_rule, str | None)
assert_type(region.decision_rule_en, str | None)
assert_type(region.participation, str | None)
assert_type(region.participation_en, str | None)
assert_type(region.kolada_group, str | None)
assert_type(region.attested_until, dt.date | None)
assert_type(region.bodies, Collection[Body])
assert_type(region.memberships, tuple[Membership, ...])
assert_type(region.codes, tuple[str, ...])
assert_type(region.municipalities, Collection[Municipality])
assert_type(region.members(), Collection[Municipality])
assert_type(region.members("2016-06-01"), Collection[Municipality])
assert_type(
    region.members(on=dt.date(2018, 1, 1), certain=False), Collection[Municipality]
)
assert_type(region.areas(), Collection[Area])
assert_type(region.areas("2018-01-01", certain=False), Collection[Area])
assert_type(region.plans, Collection[OperationalPlan])
assert_type(region.plan_on("2021-06-01"), OperationalPlan | None)
assert_type(region.plan_on(dt.date(2021, 6, 1)), OperationalPlan | None)
assert_type(region.population, Population)
assert_type(region.population_as_constituted(), Population)
assert_type(region.population_as_constituted(certain=False), Population)
assert_type(region.land_area_km2, float | None)
assert_type(region.to_geojson(), str)
assert_type(region.__geo_interface__, dict[str, Any])

board = region.bodies["styrelsen"]
assert_type(board.id, str)
assert_type(board.name, str)
assert_type(board.name_en, str)
assert_type(board.task, str | None)
assert_type(board.task_en, str | None)
assert_type(board.composition, str | None)
assert_type(board.composition_en, str | None)

membership = region.memberships[0]
assert_type(membership.code, str)
assert_type(membership.name, str)
assert_type(membership.joined_no_earlier_than, dt.date | None)
assert_type(membership.joined_no_later_than, dt.date | None)
assert_type(membership.left_no_earlier_than, dt.date | None)
assert_type(membership.left_no_later_than, dt.date | None)
assert_type(membership.covers(dt.date(2018, 1, 1), certain=True), bool)
assert_type(membership.covers("2018-01-01", certain=True), bool)
assert_type(membership.overlaps(membership), bool)

plan = malmolund.plans["2019-2023"]
assert_type(plan.id, str)
assert_type(plan.title, str)
assert_type(plan.title_en, str)
assert_type(plan.kind, str)
assert_type(plan.start_year, int)
assert_type(plan.end_year, int)
assert_type(plan.adopted, dt.date)
assert_type(plan.adopted_by, str)
assert_type(plan.goal, str | None)
assert_type(plan.goal_en, str | None)
assert_type(plan.principles, tuple[str, ...])
assert_type(plan.principles_en, tuple[str, ...])
assert_type(plan.replaces, str | None)
assert_type(plan.inferred, tuple[str, ...])
assert_type(plan.focus_areas, Collection[FocusArea])
assert_type(plan.new_focus_areas, Collection[FocusArea])
assert_type(plan.continued_focus_areas, Collection[FocusArea])
assert_type(plan.covers("2021-06-01"), bool)

area = malmolund.focus_areas["Digitalisering"]
assert_type(area.id, str)
assert_type(area.name, str)
assert_type(area.name_en, str)
assert_type(area.aliases, tuple[str, ...])
assert_type(area.plans, tuple[str, ...])

figure = malmolund.population["Lund 2010"]
assert_type(figure.code, str)
assert_type(figure.name, str)
assert_type(figure.year, int)
assert_type(figure.population, int)

indicator = malmolund.indicators["municipal_tax_rate"]
assert_type(indicator.id, str)
assert_type(indicator.name, str)
assert_type(indicator.name_en, str)
assert_type(indicator.unit, str)
assert_type(indicator.note, str | None)

rate = malmolund.figures["municipal_tax_rate Lund 2026"]
assert_type(rate.indicator, str)
assert_type(rate.code, str)
assert_type(rate.name, str)
assert_type(rate.year, int)
assert_type(rate.value, float)

source = malmolund.sources["malmo_article"]
assert_type(source.id, str)
assert_type(source.title, str)
assert_type(source.publisher, str)
assert_type(source.url, str | None)
assert_type(source.date, str | None)
assert_type(source.licence, str | None)
assert_type(source.role, str)
assert_type(source.note, str | None)

claim = plan.evidence("end_year")[0]
assert_type(claim.field, str)
assert_type(claim.value, str)
assert_type(claim.agrees, bool)
assert_type(claim.sources, tuple[Source, ...])
assert_type(claim.note, str | None)


# Columns

assert_type(malmolund.codes(["Lund", None]), list[str | None])
assert_type(malmolund.codes(("Lund", 1281), errors="coerce"), tuple[str | None, ...])
assert_type(malmolund.codes([114, "Skåne"], of="areas"), list[str | None])
assert_type(malmolund.statuses(["Lund", None]), list[str | None])
assert_type(malmolund.statuses(("Lund", 1281)), tuple[str | None, ...])
report = malmolund.audit(["Lund"])
assert_type(report, AuditReport)
assert_type(report.to_html("sv"), str)
assert_type(report.values, tuple[AuditedValue, ...])
assert_type(report.members, tuple[AuditedValue, ...])
assert_type(report.elsewhere, tuple[AuditedValue, ...])
assert_type(report.totals, tuple[AuditedValue, ...])
assert_type(report.unrecognised, tuple[AuditedValue, ...])
assert_type(report.count("member"), int)
assert_type(report.missing, int)
assert_type(report.total, int)
assert_type(report.unlisted, int)
assert_type(report.absent, tuple[tuple[str, str], ...])
assert_type(report.to_dicts(), list[dict[str, Any]])

audited = report.members[0]
assert_type(audited.value, object)
assert_type(audited.count, int)
assert_type(
    audited.status,
    Literal["member", "same county", "rest of Sweden", "total", "not recognised"],
)
assert_type(audited.code, str | None)
assert_type(audited.name, str | None)
assert_type(audited.suggestions, tuple[str, ...])
assert_type(audited.hint, str)


def of_frames(
    values: pl.Series, frame: pl.LazyFrame, catalogue: malmolund.Catalogue
) -> None:
    assert_type(malmolund.codes(values), pl.Series)
    assert_type(malmolund.codes(values, of="areas"), pl.Series)
    assert_type(malmolund.statuses(values), pl.Series)
    assert_type(catalogue.statuses(values), pl.Series)
    assert_type(catalogue.statuses(["Lund"]), list[str | None])
    assert_type(catalogue.statuses(("Lund",)), tuple[str | None, ...])
    assert_type(malmolund.with_codes(frame, "Kommun", status="what"), pl.LazyFrame)
    assert_type(
        malmolund.with_codes(frame, "Kommun", of="areas", errors="coerce"), pl.LazyFrame
    )
    assert_type(catalogue.codes(values, errors="coerce"), pl.Series)
    assert_type(catalogue.codes(["Lund"]), list[str | None])
    assert_type(catalogue.codes(("Lund",)), tuple[str | None, ...])
    assert_type(catalogue.with_codes(frame, "Kommun", name="code"), pl.LazyFrame)
    assert_type(catalogue.audit(values), AuditReport)


# Other libraries


def of_collections(of_plans: Collection[OperationalPlan]) -> None:
    assert_type(of_plans.to_pandas(), pd.DataFrame)
    assert_type(of_plans.to_polars(), pl.DataFrame)
    assert_type(of_plans.to_arrow(), pa.Table)
    assert_type(malmolund.municipalities.to_geopandas(), GeoDataFrame)


def of_maps(values: dict[str, int], catalogue: malmolund.Catalogue) -> None:
    assert_type(malmolund.choropleth(values), LayerChart)
    assert_type(catalogue.choropleth(values, errors="coerce"), LayerChart)
    assert_type(
        malmolund.choropleth(
            values,
            title="t",
            classes=[1, 2.5],
            midpoint=0,
            format=".1f",
            source="SCB",
            context=False,
            lang="sv",
        ),
        LayerChart,
    )


# Errors


def caught(
    miss: NotFoundError, wrong: DataError, unknown: UnknownValuesError
) -> tuple[LookupError, ValueError, ValueError]:
    assert_type(miss.key, object)
    assert_type(miss.noun, str)
    assert_type(miss.suggestions, tuple[str, ...])
    assert_type(miss.advice, str)
    assert_type(miss.hint, str)
    assert_type(wrong.problem, str)
    assert_type(wrong.file, str | None)
    assert_type(wrong.row, int | None)
    assert_type(wrong.field, str | None)
    assert_type(unknown.unknown, tuple[tuple[object, int, tuple[str, ...]], ...])
    return miss, wrong, unknown


# Records cannot be changed, and are made by keyword

lund.name = "Lunnd"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # ty: ignore[invalid-assignment]
Border("1281", "land", 1, 1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # ty: ignore[missing-argument, too-many-positional-arguments]
