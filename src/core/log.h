/* log.h -- one key=value line per event on stderr, for the one who runs it.
 *
 * Never a name, address, text or answer of a person: the log must stay useless
 * for finding out who did what. Thread: any; a line is written whole. */
#pragma once
#include "core/str.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };
void log_set_level(enum log_level level);
/* log_line(LOG_INFO, "started", "port=%d", port) -> "level=info event=started port=8080" */
void log_line(enum log_level level, const char *event, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
