# Sourced by the scripts, from the repository's root: build PRESET [CMAKE_OPTION...] [-- TARGET...]
build() {
    local preset=$1 options=() log=build/$1.log
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    [ $# -eq 0 ] || shift
    mkdir -p build
    printf '+ cmake --preset %s && cmake --build build/%s\n' "$preset" "$preset"
    # A build folder of another place or of an interrupted run is made afresh.
    cmake --preset "$preset" "${options[@]}" >"$log" 2>&1 ||
        cmake --fresh --preset "$preset" "${options[@]}" >"$log" 2>&1 ||
        {
            cat "$log" >&2
            return 1
        }
    cmake --build "build/$preset" ${1+--target "$@"} >"$log" 2>&1 || {
        grep -vE '^\[[0-9]+/[0-9]+\] (Building|Linking)' "$log" >&2
        return 1
    }
}
