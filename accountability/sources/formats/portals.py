"""Addresses of whole tables as CSV, by the kind of portal a city runs."""

from collections.abc import Iterable
from urllib.parse import quote


def socrata_csv(host: str, dataset: str) -> str:
    """Return the export of a Socrata dataset, whose id has the form ``gz2m-ef5u``."""
    return f"https://{host}/api/views/{dataset}/rows.csv?accessType=DOWNLOAD"


def socrata_columns(host: str, dataset: str, columns: Iterable[str]) -> str:
    """Return these columns only, by their field names: the others stay in the city.

    The limit is above any table here: without one a thousand rows come.
    """
    chosen = quote(",".join(columns), safe=",")
    return (
        f"https://{host}/resource/{dataset}.csv?$select={chosen}"
        "&$order=:id&$limit=5000000"
    )


def ckan_csv(host: str, resource: str) -> str:
    """Return the dump of a CKAN datastore resource, known by its UUID."""
    return f"https://{host}/datastore/dump/{resource}"


def carto_csv(account: str, table: str, columns: Iterable[str]) -> str:
    """Return a Carto query of these columns only: the others never leave the city."""
    query = f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608  (not our database)
    return f"https://{account}.carto.com/api/v2/sql?format=csv&q={quote(query)}"


def arcgis_rows(layer: str, columns: Iterable[str], order: str = "OBJECTID") -> str:
    """Return the query of a feature layer's rows, these columns only, as JSON.

    ``layer`` is the address that ends in ``FeatureServer/0``. Declared with
    ``ArcGisPages``: a server gives out at most 2,000 rows at a time, or what it likes.
    Without an order, parts of two answers need not fit together.
    """
    chosen = quote(",".join(columns), safe=",")
    return (
        f"{layer}/query?where=1%3D1&outFields={chosen}&orderByFields={order}"
        "&returnGeometry=false&f=json"
    )


def socrata_rows(host: str, dataset: str, columns: Iterable[str]) -> str:
    """Return these columns of a Socrata dataset, declared with ``SocrataPages``."""
    chosen = quote(",".join(columns), safe=",")
    return f"https://{host}/resource/{dataset}.csv?$select={chosen}&$order=:id"


def arcgis_csv(item: str, layer: int = 0) -> str:
    """Return the export of an ArcGIS Hub layer, known by its item's id."""
    return (
        f"https://opendata.arcgis.com/api/v3/datasets/{item}_{layer}"
        "/downloads/data?format=csv&spatialRefId=4326"
    )
