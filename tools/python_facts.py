"""Print what the build must know of the Python that runs this, a fact per line.

Meson's own python module asks distutils in older releases, which Python has not
had since 3.12; these few facts come from sysconfig in every version.
"""

import os
import sys
import sysconfig


def find_library(variables):
    """The folder and name of libpython, or None where there is none to link."""
    folder = variables.get("LIBDIR") or ""
    folders = [folder, os.path.join(folder, variables.get("MULTIARCH") or "")]
    name = "python" + variables["LDVERSION"]
    for folder in folders:
        if os.path.exists(os.path.join(folder, "lib%s.so" % name)):
            return folder, name
    return None


def embed_arguments(variables):
    """The linker's arguments for a program that holds this Python."""
    found = find_library(variables)
    if found is None:
        return []
    folder, name = found
    # The linker and the loader know the system's folders already.
    is_known = folder.startswith(("/usr/lib/", "/lib/"))
    path = [] if is_known else ["-L" + folder, "-Wl,-rpath," + folder]
    return path + ["-l" + name]


def platlib(version):
    """Where packages go, below the prefix."""
    is_debian = "posix_local" in sysconfig.get_scheme_names()
    name = "dist-packages" if is_debian else "site-packages"
    return "lib/python%s/%s" % (version, name)


def main():
    variables = sysconfig.get_config_vars()
    version = "%d.%d" % sys.version_info[:2]
    facts = {
        "version": version,
        "include": sysconfig.get_path("include"),
        "suffix": variables["EXT_SUFFIX"].lstrip("."),
        "platlib": platlib(version),
        "program": sys.executable,
        "embed": " ".join(embed_arguments(variables)),
    }
    for name, value in facts.items():
        print(name, value, sep="=")


if __name__ == "__main__":
    main()
