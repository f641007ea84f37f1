"""An advisor's own view: what his customers write, when he meets them, and who stands in for whom."""
