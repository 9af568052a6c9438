"""The one web process: mounts every part's pages and gives them base template, stylesheet and headers."""
