/* say.c -- a fault as a line for the one who writes a method. The only file of
 * the reader that needs translations. */
#include "method/method.h"
#include "ui/ui.h"

struct str method_fault_line(struct ctx *x, const struct method_fault *f)
{
	return str_fmt(x->arena, "%s:%d: %.*s", f->file, f->line, STR_ARG(ui_text_args(x, f->message, f->args)));
}
