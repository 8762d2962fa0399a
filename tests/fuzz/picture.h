/* SPDX-License-Identifier: MIT
 * What must hold of an editor that is shown.
 */
#ifndef IL_FUZZ_PICTURE_H
#define IL_FUZZ_PICTURE_H

#include "fuzz.h"

#include "edit/editor.h"
#include "edit/view.h"

/* What the screen believes to be shown is the picture that is drawn. */
static inline void check_picture(struct il_editor *editor)
{
    const struct il_buffer *buffer = &editor->typist.buffer;
    const struct il_screen *screen = &editor->screen;
    FUZZ_ASSERT(buffer->cursor <= buffer->text.size);
    FUZZ_ASSERT(screen->shown.rows <= editor->rows);
    FUZZ_ASSERT(screen->row < editor->rows);
    il_view_draw(editor);
    FUZZ_ASSERT(editor->picture.rows == screen->shown.rows);
    for (size_t row = 0; row < screen->shown.rows; row++) {
        FUZZ_ASSERT(il_grid_rows_are_same(&editor->picture, row, &screen->shown, row));
    }
}

#endif
