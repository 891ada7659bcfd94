/* lean.h -- little memory: one heap, and giving back what is not needed any more. */
#pragma once

/* Once, when everything is loaded and nothing is asked yet: free heap, and the
 * pages of program and libraries that only the dynamic linker, constructors and
 * loading looked at. They are on the disk; what is needed after all is read
 * again, mostly from the kernel's cache (some hundred soft faults, below a
 * millisecond in all). Measured: 30 MB resident become 16 (bench, P9).
 * Thread: any. */
void lean_settle(void);

/* First of all, before any thread: one heap for all threads. glibc gives each a
 * heap of its own otherwise, and each keeps the most that was ever in use there at
 * one moment. Measured with ten threads over half an hour: 13 MB used all the
 * while, but 10 MB kept beside it instead of 4, and more from hour to hour, as a
 * new most comes now here, now there (bench, P12). What is small comes from a
 * cache of each thread, and requests keep their memory (http/loop.c), so that the
 * lock of the one heap costs nothing that could be measured (P3). */
void lean_begin(void);

/* Every minute: what lies free in the heap goes back to the kernel. A rush needs
 * it again and gets it, so what is resident follows what is used, and not the most
 * that ever was between the pieces that stayed. Some milliseconds. Thread: any. */
void lean_again(void);
