"""What a build costs, beside other generators doing as near the same as they can."""
