/* SPDX-License-Identifier: MIT
 * A console in ten lines.
 */
#include <inlet/inlet.h>

int main(void)
{
    inlet_start(NULL, NULL);
    inlet_console *console = inlet_console_new(NULL, NULL);
    inlet_put(console, "greeting", inlet_string("hello"), NULL);
    inlet_interact(console, "A console. Look at greeting.", "Bye.", NULL);
    inlet_console_free(console);
    return inlet_stop(NULL) < 0;
}
