"""The id that all versions and sources of one figure share."""

#: SQL over ``s`` (statistic), ``b`` (its body) and ``dep`` (its department, or none).
FIGURE = """left(encode(sha256(convert_to(concat_ws(chr(31), b.slug,
      coalesce(dep.slug, 'all'), s.metric, s.category, s.unit, s.period_start,
      s.period_end), 'UTF8')), 'hex'), 20)"""
