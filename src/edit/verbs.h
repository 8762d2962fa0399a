/* SPDX-License-Identifier: MIT
 * All commands: their names, functions, flags and help, in the order of the names.
 * Those with a wish and no function only wish.
 */
#ifndef IL_EDIT_VERBS_H
#define IL_EDIT_VERBS_H

#include "edit/command.h"

/* clang-format off */
#define IL_VERBS(DO, WISH)                                                              \
    DO("abort", il_control_abort, 0, "Forget what is half typed, and the selection")    \
    WISH("accept-line", ACCEPT, "Run the text if it is complete, else begin a line")    \
    DO("back-to-indentation", il_move_indentation, MOVES, "To the line's first text")   \
    DO("backward-bracket", il_move_backward_bracket, MOVES,                             \
       "To the bracket that belongs to the one before the cursor")                      \
    DO("backward-char", il_move_backward_char, MOVES, "Back by a character")            \
    DO("backward-delete-char", il_change_backspace, ERASES,                              \
       "Delete the character before the cursor, or a step of the indentation")          \
    DO("backward-kill-line", il_cut_backward_line, KILLS,                               \
       "Kill the line before the cursor")                                               \
    DO("backward-kill-word", il_cut_backward_word, KILLS, "Kill the word before")       \
    DO("backward-paragraph", il_move_backward_paragraph, MOVES, "To the blank line above") \
    DO("backward-word", il_move_backward_word, MOVES, "To the beginning of the word")   \
    DO("beginning-of-buffer", il_move_buffer_start, MOVES, "To the beginning")          \
    DO("beginning-of-line", il_move_line_start, MOVES, "To the line's beginning")       \
    DO("call-macro", il_control_call_macro, 0, "Type the keys of the macro")            \
    DO("capitalize-word", il_change_capitalize, 0, "Begin the word with a capital")     \
    DO("character-search", il_control_find, MOVES, "To the next key's character")       \
    DO("character-search-backward", il_control_find_back, MOVES,                        \
       "Back to the next key's character")                                              \
    WISH("clear-screen", CLEAR_SCREEN, "Show nothing but the text")                     \
    DO("comment-block", il_change_comment, SELECTS, "Make the lines comments, or code again") \
    WISH("complete", COMPLETE, "Offer what may stand at the cursor")                    \
    WISH("complete-back", COMPLETE_BACK, "The completion before")                       \
    DO("copy-region", il_cut_copy, 0, "Copy the region")                                \
    DO("dedent-block", il_change_dedent, SELECTS, "Move the lines a step to the left")  \
    DO("dedent-or-complete-back", il_change_dedent_or_complete, SELECTS,                \
       "Dedent in leading blanks or a selection; else the completion before")           \
    DO("dedent-or-end-of-file", il_change_dedent_or_end, SELECTS,                       \
       "Leave if there is no text, else dedent")                                        \
    DO("delete-char", il_change_delete, 0, "Delete the character at the cursor")        \
    DO("delete-char-or-end-of-file", il_change_delete_or_end, 0,                        \
       "Leave if there is no text, else delete a character")                            \
    DO("delete-horizontal-space", il_change_delete_blanks, 0, "Delete blanks around")   \
    DO("digit-argument", il_control_digit, ARGUES | SELECTS, "A digit of the argument") \
    DO("downcase-word", il_change_downcase, 0, "Put the word in lower case")            \
    WISH("edit-in-editor", EDIT, "Edit the text in $VISUAL or $EDITOR")                 \
    DO("end-macro", il_control_end_macro, 0, "Record no more keys")                     \
    DO("end-of-buffer", il_move_buffer_end, MOVES, "To the end")                        \
    WISH("end-of-file", END_OF_FILE, "Leave")                                           \
    DO("end-of-line", il_move_line_end, MOVES, "To the line's end; there, take what is suggested") \
    DO("exchange-point-and-mark", il_cut_exchange, SELECTS, "To the mark, and set it here") \
    DO("forward-bracket", il_move_forward_bracket, MOVES,                               \
       "To the bracket that belongs to the one at the cursor")                          \
    DO("forward-char", il_move_forward_char, MOVES,                                     \
       "Forward by a character; at the end, take what is suggested")                    \
    DO("forward-paragraph", il_move_forward_paragraph, MOVES, "To the blank line below") \
    WISH("forward-search-history", SEARCH_FORTH, "Search newer entries while typing")   \
    DO("forward-word", il_move_forward_word, MOVES,                                     \
       "To the end of the word; at the end, take a suggested word")                     \
    WISH("help", HELP, "Show what is known of the name at the cursor")                  \
    WISH("history-search-backward", PREFIX_BACK, "The older entry that begins like the text") \
    WISH("history-search-forward", PREFIX_FORTH, "The newer entry that begins like the text") \
    DO("indent-block", il_change_indent, SELECTS, "Move the lines a step to the right") \
    DO("indent-or-complete", il_change_indent_or_complete, SELECTS,                     \
       "Indent in leading blanks or a selection; else complete")                        \
    WISH("interrupt", INTERRUPT, "Give the text up")                                    \
    DO("join-line", il_change_join, 0, "Join the line to the one above")                \
    DO("just-one-space", il_change_one_space, 0, "Leave one space of the blanks around") \
    DO("kill-line", il_cut_line, KILLS, "Kill the line behind the cursor, or its end")  \
    DO("kill-region-or-argument", il_cut_region, KILLS,                                 \
       "Kill the region if one is selected, else what is before the cursor up to a blank") \
    DO("kill-whole-line", il_cut_whole_line, KILLS, "Kill the line")                    \
    DO("kill-word", il_cut_word, KILLS, "Kill the word behind the cursor")              \
    DO("negative-argument", il_control_minus, ARGUES | SELECTS, "The argument's sign")  \
    DO("newline", il_change_newline, 0, "Begin a line with the right indentation")      \
    WISH("next-history", HISTORY_FORTH, "The newer entry")                              \
    DO("next-line", il_move_next_line, ROWS, "Down; below the last line, a newer entry") \
    DO("open-line", il_change_open_line, 0, "Begin a line and stay before it")          \
    DO("overwrite", il_control_overwrite, SELECTS, "Type over the text, or no longer")  \
    WISH("previous-history", HISTORY_BACK, "The older entry")                           \
    DO("previous-line", il_move_previous_line, ROWS, "Up; above the first line, an older entry") \
    DO("quoted-insert", il_control_quote, SELECTS, "Insert the next key as it is")      \
    DO("redo", il_change_redo, 0, "Do again what was undone")                           \
    WISH("redraw", REDRAW, "Show the text anew")                                        \
    WISH("reverse-search-history", SEARCH_BACK, "Search older entries while typing")    \
    DO("revert", il_change_revert, 0, "Undo everything")                                \
    DO("select-all", il_cut_select_all, SELECTS, "Select the whole text")               \
    DO("set-mark", il_cut_set_mark, SELECTS, "Begin a selection, or end it")            \
    DO("start-macro", il_control_start_macro, 0, "Record the keys from now on")         \
    WISH("suspend", SUSPEND, "Stop the program, as the shell lets go on")               \
    DO("transpose-chars", il_change_transpose_chars, 0, "Exchange two characters")      \
    DO("transpose-lines", il_change_transpose_lines, 0, "Exchange two lines")           \
    DO("transpose-words", il_change_transpose_words, 0, "Exchange two words")           \
    DO("undo", il_change_undo, 0, "Undo the last change")                               \
    DO("upcase-word", il_change_upcase, 0, "Put the word in upper case")                \
    DO("vi-normal", il_control_vi_normal, 0, "Insert no more: keys are commands of vi") \
    DO("yank", il_cut_yank, YANKS, "Insert what was killed last")                       \
    WISH("yank-last-argument", LAST_ARGUMENT, "Insert the last word of the entry before") \
    DO("yank-pop", il_cut_yank_pop, YANKS, "After a yank: what was killed before instead") \
    DO("zap-to-char", il_control_zap, KILLS, "Kill up to the next key's character")
/* clang-format on */

#define IL_VERB_DECLARE(name, run, flags, help)                                        \
    enum il_wish run(struct il_typist *typist, long count);
#define IL_VERB_PASS(name, wish, help)

IL_VERBS(IL_VERB_DECLARE, IL_VERB_PASS)

#endif
