"""What a wheel holds besides the package `est`: app.py, pages, data and the server's settings, as `est/root`.

They lie there as they lie here, so that `est/installation.py` finds them in a checkout and in a wheel alike. The rest
stands in pyproject.toml.
"""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["est", "est.*"]), "est.root"],
    package_dir={"est.root": "."},
    script_name="setup.py",  # else this file itself would be taken for one of `est.root`
)
