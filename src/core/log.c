/* log.c -- one line per event on stderr. */
#include "core/log.h"
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static _Atomic int threshold = LOG_INFO;

void log_set_level(enum log_level level)
{
	threshold = (int)level;
}

void log_line(enum log_level level, const char *event, const char *fmt, ...)
{
	static const char *const names[] = { "error", "warn", "info", "debug" };
	if ((int)level > threshold)
		return;
	char line[1024];	/* longer than any event of ours; the rest is cut */
	int n = snprintf(line, sizeof line, "level=%s event=%s ", names[level], event);
	va_list ap;
	va_start(ap, fmt);
	int m = vsnprintf(line + n, sizeof line - (size_t)n - 1, fmt, ap);
	va_end(ap);
	size_t end = (size_t)n + (m > 0 ? (size_t)m : 0);
	if (end > sizeof line - 2)
		end = sizeof line - 2;
	for (size_t i = 0; i < end; i++)
		if (line[i] == '\n' || line[i] == '\r')
			line[i] = ' ';	/* one event, one line */
	line[end] = '\n';
	/* One write: lines of several threads do not mix. A full pipe loses the
	 * line rather than holding up a request. */
	ssize_t ignored = write(STDERR_FILENO, line, end + 1);
	(void)ignored;
}
