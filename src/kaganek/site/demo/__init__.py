"""The demonstration: one project, its offices, people at every stage, one password for all.

`load.load()` writes it, `people` says who is in it and `logins` who signs in, `courses` installs the courses that ship with the
product. Refuses production settings (site.configuration.demo_allowed). Nothing in it is about a real person.
"""
