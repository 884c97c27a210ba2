"""The Crown Prosecution Service, before charge. Unconfirmed until CPS gives its list."""
