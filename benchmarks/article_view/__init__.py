"""How fast is the article view? `python -m benchmarks.article_view`, beside Qt's own two text editors."""
