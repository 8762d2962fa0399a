/* SPDX-License-Identifier: MIT
 * What the host offers to somebody who types, by its callback `complete`. Warm.
 */
#include "host/host.h"

#include <inlet/editor.h>

#include <string.h>

#include "base/text.h"

enum { USUAL_LIMIT = 1000 }; /* as inlet_limits says */

struct offer {
    size_t text, length, about; /* places in `texts` */
    inlet_item_kind kind;
};

/* Filled without Python's lock, so with the raw allocator. */
struct inlet_offers {
    struct il_offered *offered;
    struct il_text texts; /* a NUL behind each */
    struct offer *list;
    size_t count, capacity;
    bool has_more; /* than the limit */
};

/* --- The host's side -------------------------------------------------------------- */

static bool reserve(struct inlet_offers *offers)
{
    if (offers->count < offers->capacity) {
        return true;
    }
    size_t capacity = offers->capacity == 0 ? 16 : offers->capacity * 2;
    struct offer *more = PyMem_RawRealloc(offers->list, capacity * sizeof *more);
    if (more != NULL) {
        offers->list = more;
        offers->capacity = capacity;
    }
    return more != NULL;
}

static size_t add_text(struct inlet_offers *offers, const char *text, size_t size)
{
    size_t at = offers->texts.size;
    il_text_add(&offers->texts, text, size);
    il_text_add_char(&offers->texts, '\0');
    return at;
}

static inlet_status add(struct inlet_offers *offers, const char *text,
                        inlet_item_kind kind, const char *about)
{
    size_t length = strlen(text), before = offers->texts.size;
    if (!reserve(offers)) {
        return INLET_ENOMEM;
    }
    struct offer offer = {.length = length, .kind = kind};
    offer.text = add_text(offers, text, length);
    offer.about = add_text(offers, about, strlen(about));
    if (!il_text_is_whole(&offers->texts)) {
        offers->texts.failed = false; /* those before are there */
        il_text_cut(&offers->texts, before);
        return INLET_ENOMEM;
    }
    offers->list[offers->count++] = offer;
    return INLET_DONE;
}

inlet_status inlet_offer(inlet_offers *offers, const char *text, inlet_item_kind kind,
                         const char *about)
{
    if (offers == NULL || text == NULL || (unsigned)kind > INLET_ITEM_COMMAND) {
        return INLET_EINVAL;
    }
    about = about == NULL ? "" : about;
    if (!il_text_is_utf8(text, strlen(text)) ||
        !il_text_is_utf8(about, strlen(about))) {
        return INLET_EENCODING;
    }
    size_t limit = offers->offered->limit;
    if (offers->count >= (limit == 0 ? USUAL_LIMIT : limit)) {
        offers->has_more = true;
        return INLET_DONE;
    }
    return add(offers, text, kind, about);
}

static bool is_place(const struct il_offered *offered, size_t at)
{
    return at <= offered->size && ((unsigned char)offered->text[at] & 0xC0) != 0x80;
}

inlet_status inlet_offer_place(inlet_offers *offers, size_t start, size_t end)
{
    if (offers == NULL || start > offers->offered->cursor ||
        end < offers->offered->cursor || !is_place(offers->offered, start) ||
        !is_place(offers->offered, end)) {
        return INLET_EINVAL;
    }
    offers->offered->start = start;
    offers->offered->end = end;
    return INLET_DONE;
}

/* --- Ours ------------------------------------------------------------------------- */

/* One block holds the items and, behind them, their texts. */
static int pack(const struct inlet_offers *offers, inlet_completion *out)
{
    size_t room = offers->count * sizeof(inlet_item);
    inlet_item *list = PyMem_RawMalloc(room + offers->texts.size + 1);
    if (list == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    char *texts = (char *)(list + offers->count);
    if (offers->count > 0) {
        memcpy(texts, offers->texts.bytes, offers->texts.size);
    }
    for (size_t i = 0; i < offers->count; i++) {
        const struct offer *offer = &offers->list[i];
        list[i] = (inlet_item){texts + offer->text, offer->length, offer->kind,
                               texts + offer->about};
    }
    out->items = out->owner = list;
    out->count = offers->count;
    out->more = offers->has_more;
    return 0;
}

static inlet_status ask(inlet_console *console, struct inlet_offers *offers)
{
    const struct il_offered *offered = offers->offered;
    struct il_frame frame;
    il_frame_begin(&frame, true);
    inlet_status status = console->callbacks.complete(
        console->data, offered->text, offered->size, offered->cursor, offers);
    il_frame_end(&frame);
    if (status == INLET_PASS) {
        Py_CLEAR(frame.carried);
        return INLET_PASS;
    }
    return il_frame_result(&frame, status, "complete") < 0 ? INLET_EPYTHON : INLET_DONE;
}

inlet_status il_offers_ask(inlet_console *console, struct il_offered *offered,
                           inlet_completion *out)
{
    if (console->callbacks.complete == NULL) {
        return INLET_PASS;
    }
    struct inlet_offers offers = {.offered = offered};
    offered->start = offered->end = offered->cursor;
    inlet_status status = ask(console, &offers);
    if (status == INLET_DONE && pack(&offers, out) < 0) {
        status = INLET_EPYTHON;
    }
    il_text_free(&offers.texts);
    PyMem_RawFree(offers.list);
    return status;
}
