/* Loops over PDFium's plain functions. A page asks for thousands of boxes, colours and path segments: a call of each
 * from Python costs more than all that PDFium does. Each function here is called by address, with arrays to fill; what
 * it does is said in loops.py, which does the same without a compiler. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#ifdef _WIN32
#define LOOP __declspec(dllexport) void
#else
#define LOOP __attribute__((visibility("default"))) void
#endif

typedef void *Handle;

LOOP fill_at(int (*call)(Handle, int, char *), Handle holder, const int *indexes, Py_ssize_t count, char *out,
             Py_ssize_t size) {
    for (Py_ssize_t i = 0; i < count; i++) call(holder, indexes[i], out + i * size);
}

LOOP sixes_at(int (*call)(Handle, int, float *), Handle holder, const int *indexes, Py_ssize_t count, float *out,
              int *done) {
    for (Py_ssize_t i = 0; i < count; i++) done[i] = call(holder, indexes[i], out + 6 * i);
}

LOOP numbers_at(int (*call)(Handle, int), Handle holder, const int *indexes, Py_ssize_t count, int *out) {
    for (Py_ssize_t i = 0; i < count; i++) out[i] = call(holder, indexes[i]);
}

LOOP doubles_at(double (*call)(Handle, int), Handle holder, const int *indexes, Py_ssize_t count, double *out) {
    for (Py_ssize_t i = 0; i < count; i++) out[i] = call(holder, indexes[i]);
}

LOOP names_at(unsigned long (*call)(Handle, int, char *, unsigned long, int *), Handle holder, const int *indexes,
              Py_ssize_t count, char *out, Py_ssize_t size) {
    int flags = 0;
    for (Py_ssize_t i = 0; i < count; i++) call(holder, indexes[i], out + i * size, (unsigned long)size, &flags);
}

LOOP handles_at(Handle (*call)(Handle, int), Handle holder, const int *indexes, Py_ssize_t count, Handle *out) {
    for (Py_ssize_t i = 0; i < count; i++) out[i] = call(holder, indexes[i]);
}

LOOP handles_of(Handle (*call)(Handle), const Handle *items, Py_ssize_t count, Handle *out) {
    for (Py_ssize_t i = 0; i < count; i++) out[i] = call(items[i]);
}

LOOP numbers_of(int (*call)(Handle), const Handle *items, Py_ssize_t count, int *out) {
    for (Py_ssize_t i = 0; i < count; i++) out[i] = call(items[i]);
}

LOOP twos_of(int (*call)(Handle, int *, int *), const Handle *items, Py_ssize_t count, int *out) {
    for (Py_ssize_t i = 0; i < count; i++) call(items[i], out + 2 * i, out + 2 * i + 1);
}

LOOP fours_of(int (*call)(Handle, int *, int *, int *, int *), const Handle *items, Py_ssize_t count, int *out) {
    for (Py_ssize_t i = 0; i < count; i++, out += 4) call(items[i], out, out + 1, out + 2, out + 3);
}

LOOP sixes_of(int (*call)(Handle, float *), const Handle *items, Py_ssize_t count, float *out, int *done) {
    for (Py_ssize_t i = 0; i < count; i++) done[i] = call(items[i], out + 6 * i);
}

LOOP steps_of(Handle (*get)(Handle, int), int (*kind)(Handle), int (*point)(Handle, float *, float *),
              int (*closes)(Handle), const Handle *paths, const int *counts, Py_ssize_t count, int *kinds, float *points,
              int *closing) {
    for (Py_ssize_t i = 0; i < count; i++) {
        for (int step = 0; step < counts[i]; step++, kinds++, closing++) {
            Handle segment = get(paths[i], step);
            point(segment, points, points + 1);
            points += 2;
            *kinds = kind(segment);
            *closing = closes(segment);
        }
    }
}

LOOP clips_of(int (*paths_in)(Handle), int (*points_in)(Handle, int), Handle (*get)(Handle, int, int),
              int (*point)(Handle, float *, float *), const Handle *clips, Py_ssize_t count, int most, float *out,
              int *clipped) {
    float at[2] = {0, 0};
    for (Py_ssize_t i = 0; i < count; i++, out += 4) {
        int paths = clips[i] ? paths_in(clips[i]) : 0;
        for (int path = 0; path < paths && path < most; path++) {
            float around[4] = {0, 0, 0, 0};
            int points = points_in(clips[i], path);
            for (int n = 0; n < points; n++) {
                point(get(clips[i], path, n), at, at + 1);
                if (n == 0 || at[0] < around[0]) around[0] = at[0];
                if (n == 0 || at[1] < around[1]) around[1] = at[1];
                if (n == 0 || at[0] > around[2]) around[2] = at[0];
                if (n == 0 || at[1] > around[3]) around[3] = at[1];
            }
            if (points <= 0) continue;
            for (int side = 0; side < 4; side++) {
                int nearer = side < 2 ? around[side] > out[side] : around[side] < out[side];
                if (!clipped[i] || nearer) out[side] = around[side];
            }
            clipped[i] = 1;
        }
    }
}

/* How often contents show text: Tj, TJ, ' or " after a closing bracket with at most white space between. */
LOOP shows_in(const char *contents, Py_ssize_t size, int *count) {
    int closed = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        char c = contents[i];
        if (c == ' ' || (c >= '\t' && c <= '\r')) continue;
        if (closed) {
            char next = i + 1 < size ? contents[i + 1] : 0, after = i + 2 < size ? contents[i + 2] : 0;
            int goes_on = (after >= '0' && after <= '9') || (after >= 'A' && after <= 'Z') || after == '_' ||
                          (after >= 'a' && after <= 'z');
            *count += c == '\'' || c == '"' || (c == 'T' && (next == 'j' || next == 'J') && !goes_on);
        }
        closed = c == ')' || c == ']' || c == '>';
    }
}

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_loops", "Loops over PDFium's functions.", -1, NULL};

PyMODINIT_FUNC PyInit__loops(void) { return PyModule_Create(&module); }
