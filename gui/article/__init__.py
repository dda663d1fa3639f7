"""The article view: layout, painting, hit-testing, word cursor. The only place that counts in UTF-16."""
