"""Do copies of a project come together the same way in every order? Random histories, and the laws they must keep."""
