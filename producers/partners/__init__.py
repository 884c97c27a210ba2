"""One module a partner's system. Pure: a row or message in, contract events out.

`producers.partners.files` reads a file through the module that its header calls for.
"""
