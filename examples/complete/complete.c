/* SPDX-License-Identifier: MIT
 * "Is this complete?", asked after every line that is typed, and nothing of it is run.
 * What an editor would do with the answer is printed: indent the next line, send the
 * statements away, or mark the place of the error. An empty line starts anew.
 */
#include <inlet/source.h>

#include <stdio.h>
#include <string.h>

static void show_statements(inlet_source_text *source)
{
    inlet_statement found[8];
    size_t count = 0;
    inlet_source_statements(source, 0, found, 8, &count, NULL);
    printf("complete:");
    for (size_t i = 0; i < count && i < 8; i++) {
        printf(" lines %zu to %zu;", found[i].start + 1, found[i].stop);
    }
    printf("\n");
}

static void show_indent(inlet_source_text *source)
{
    size_t lines = 0;
    inlet_value indent = inlet_none();
    inlet_source_count(source, &lines, NULL);
    if (inlet_source_indent(source, lines, &indent, NULL) == INLET_DONE) {
        printf("more: indent by %zu\n", indent.as.text.length);
        inlet_value_clear(&indent);
    }
}

static void answer(inlet_source_text *source)
{
    inlet_error error;
    switch (inlet_source_verdict(source, &error)) {
    case INLET_DONE:
        show_statements(source);
        break;
    case INLET_MORE:
        show_indent(source);
        break;
    default:
        printf("line %d, column %d: %s\n", error.line, error.column, error.message);
    }
}

int main(void)
{
    char line[1000];
    inlet_start(NULL, NULL);
    inlet_source_text *source = inlet_source_new(NULL, NULL);
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (line[0] == '\n') {
            inlet_source_clear(source, NULL);
        } else {
            inlet_source_append(source, line, strlen(line), NULL);
            answer(source);
        }
    }
    inlet_source_free(source);
    return inlet_stop(NULL) < 0;
}
