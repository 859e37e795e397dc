"""One module per CMS family: how its lists page and where its articles keep their parts."""
