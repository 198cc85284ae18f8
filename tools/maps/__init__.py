"""Makes the shapes of `plugins/maps` from Natural Earth. Run by hand: see the README."""
