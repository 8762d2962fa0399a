/* SPDX-License-Identifier: MIT
 * The command line, as far as it is not Python's to read. Cold.
 *
 * Options come in clusters (-qi), some take a value (-W arg, -Warg), and -c, -m, a
 * name or "-" ends them: what follows is the program's.
 */
#include "cli/args.h"

#include <inlet/inlet.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char help_options[] =
    "\n"
    "A Python console. Without a program it prompts; so it does after one with -i.\n"
    "\n"
    "  -c cmd      run the command cmd\n"
    "  -m mod      run the module mod as a script\n"
    "  file        run the script, folder or archive\n"
    "  -           run standard input; prompt if it is a terminal\n"
    "  arg ...     go to the program as sys.argv[1:]\n"
    "\n"
    "  -i          prompt after the program; also where there is no terminal\n"
    "  -q          no banner and no exit message\n"
    "  -h, --help  print this and leave\n"
    "  -X await    take await at the prompt; every command runs in an event loop\n"
    "  -V, --version  print the version and leave (-VV: more)\n"
    "\n";

static const char help_more[] =
    "All other options are those of python3: -b -B -d -E -I -O -P -s -S -u -v -W arg\n"
    "-x -X opt --check-hash-based-pycs mode (--help-env and --help-xoptions tell "
    "more,\n"
    "where this Python has them).\n"
    "\n"
    "PYTHONSTARTUP names a file to run before the first prompt, PYTHON_HISTORY the\n"
    "file for typed lines (~/.python_history). At the prompt ? tells of commands.\n";

/* One cluster, without its dash: the wish in it. `*out_ends` if options end here,
 * `*out_takes` if the next argument is a value. */
static enum il_wish read_cluster(const char *letters, bool *out_ends, bool *out_takes)
{
    int versions = 0;
    for (; *letters != '\0'; letters++) {
        switch (*letters) {
        case 'h':
        case '?':
            return IL_WISH_HELP;
        case 'V':
            versions++;
            break;
        case 'c':
        case 'm':
            *out_ends = true;
            return IL_WISH_RUN;
        case 'W':
        case 'X':
            *out_takes = letters[1] == '\0';
            return IL_WISH_RUN;
        default:
            break;
        }
    }
    return versions == 0   ? IL_WISH_RUN
           : versions == 1 ? IL_WISH_VERSION
                           : IL_WISH_VERSION_LONG;
}

static enum il_wish read_word(const char *word, bool *out_takes)
{
    if (strcmp(word, "help") == 0) {
        return IL_WISH_HELP;
    }
    *out_takes = strcmp(word, "check-hash-based-pycs") == 0;
    return strcmp(word, "version") == 0 ? IL_WISH_VERSION : IL_WISH_RUN;
}

/* -V -V asks for more, as -VV does. */
static enum il_wish both(enum il_wish earlier, enum il_wish wish)
{
    if (earlier == IL_WISH_RUN || wish == IL_WISH_HELP) {
        return wish;
    }
    return wish == IL_WISH_RUN ? earlier : IL_WISH_VERSION_LONG;
}

enum il_wish il_args_wish(int argc, char *const *argv)
{
    enum il_wish wish = IL_WISH_RUN;
    for (int i = 1; i < argc && wish != IL_WISH_HELP; i++) {
        const char *arg = argv[i];
        bool ends = arg[0] != '-' || arg[1] == '\0' || strcmp(arg, "--") == 0;
        bool takes = false;
        if (!ends) {
            wish = both(wish, arg[1] == '-' ? read_word(arg + 2, &takes)
                                            : read_cluster(arg + 1, &ends, &takes));
        }
        if (ends) {
            break;
        }
        i += takes;
    }
    return wish;
}

static void print_version(bool is_long)
{
    const char *python = inlet_python_version();
    int size = is_long ? (int)strlen(python) : (int)strcspn(python, " ");
    printf("Inlet %s, Python %.*s\n", inlet_version(), size, python);
}

int il_args_answer(enum il_wish wish, const char *program)
{
    if (wish == IL_WISH_HELP) {
        printf("usage: %s [option] ... [-c cmd | -m mod | file | -] [arg] ...\n",
               program);
        fputs(help_options, stdout);
        fputs(help_more, stdout);
    } else {
        print_version(wish == IL_WISH_VERSION_LONG);
    }
    return fflush(stdout) == 0 ? 0 : 120;
}
