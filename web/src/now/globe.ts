/*
 * The globe: five things drawn with WebGL2 alone. Points move in the vertex shader, by cubic Hermite between two key
 * frames, so that a picture costs the page's thread a few calls, however many objects there are.
 */
import { coast, drawLand, EARTH_MM, fixedOf, graticule, POLAR_PART, sun } from "./earth";
import { buffer, compile, lookAtCentre, multiply, perspective, uniforms, type Matrix } from "./gl";
import type { Colour } from "./colours";
import type { Motion } from "./motion";

export interface Theme {
    sky: Colour;
    ocean: Colour;
    land: Colour;
    night: Colour; // what both turn to
    coast: Colour;
    grid: Colour;
    orbit: Colour;
    ground: Colour;
    chosen: Colour;
}

const turned = `
uniform mat4 u_camera;
uniform vec2 u_turn; // cosine and sine of the sidereal time
vec3 inertial(vec3 r) { return vec3(u_turn.x * r.x - u_turn.y * r.y, u_turn.y * r.x + u_turn.x * r.y, r.z); }`;

const earthVertex = `${turned}
in vec3 a_place; // Earth-fixed
in vec2 a_map;
uniform vec3 u_sun;
out vec2 v_map;
out float v_day;
void main() {
    vec3 r = inertial(a_place);
    v_map = a_map;
    v_day = mix(0.38, 1.0, smoothstep(-0.12, 0.12, dot(normalize(r), u_sun)));
    gl_Position = u_camera * vec4(r, 1.0);
}`;
const earthFragment = `
uniform sampler2D u_land;
uniform vec3 u_ocean, u_dry, u_night;
in vec2 v_map;
in float v_day;
out vec4 colour;
void main() {
    vec3 ground = mix(u_ocean, u_dry, texture(u_land, v_map).r);
    colour = vec4(mix(u_night, ground, v_day), 1.0);
}`;

const lineVertex = `${turned}
uniform bool u_fixed;
in vec3 a_place;
void main() { gl_Position = u_camera * vec4(u_fixed ? inertial(a_place) : a_place, 1.0); }`;
const lineFragment = `
uniform vec4 u_colour;
out vec4 colour;
void main() { colour = u_colour; }`;

const pointVertex = `
uniform mat4 u_camera;
uniform vec4 u_hermite; // h00, h10 dt, h01, h11 dt
uniform vec4 u_palette[9]; // a colour, and whether it is shown
uniform float u_size;
uniform vec4 u_only; // a colour in place of the palette's, where its last part is above zero
in vec3 a_r0, a_v0, a_r1, a_v1;
in float a_group;
flat out vec3 v_colour;
void main() {
    vec4 own = u_palette[int(a_group)];
    bool seen = u_only.a > 0.0 || own.a > 0.0;
    bool somewhere = dot(a_r0, a_r0) > 1.0 && dot(a_r1, a_r1) > 1.0;
    vec3 r = u_hermite.x * a_r0 + u_hermite.y * a_v0 + u_hermite.z * a_r1 + u_hermite.w * a_v1;
    gl_Position = seen && somewhere ? u_camera * vec4(r, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = u_size;
    v_colour = u_only.a > 0.0 ? u_only.rgb : own.rgb;
}`;
const pointFragment = `
uniform bool u_ring;
flat in vec3 v_colour;
out vec4 colour;
void main() {
    if (u_ring) {
        float r = length(gl_PointCoord - 0.5);
        if (r > 0.5 || r < 0.34) discard;
    }
    colour = vec4(v_colour, 1.0);
}`;

interface Lines {
    array: WebGLVertexArrayObject;
    count: number;
}

export class Globe {
    lon = 0; // of the camera, rad, in TEME
    lat = 0.35;
    distance = 26; // Mm
    theme!: Theme;
    palette: [number, number, number, number][] = [];
    chosen = -1;
    near: number[] = [];
    private readonly gl: WebGL2RenderingContext;
    private readonly earth;
    private readonly line;
    private readonly point;
    private readonly coast: Lines;
    private readonly grid: Lines;
    private orbit?: Lines;
    private ground?: Lines;
    private readonly points: WebGLVertexArrayObject;
    private readonly states: [WebGLBuffer, WebGLBuffer];
    private readonly groups: WebGLBuffer;
    private sphere!: { array: WebGLVertexArrayObject; count: number };
    private count = 0;
    private turn = -1;
    private drawn_ms = 0;
    private slow = 0;
    private detail = 1; // part of the screen's pixels a side
    private camera: Matrix = new Float32Array(16);

    /** Null where there is no WebGL2. */
    static on(canvas: HTMLCanvasElement): Globe | null {
        const gl = canvas.getContext("webgl2", { antialias: false, alpha: false, powerPreference: "low-power" });
        return gl ? new Globe(canvas, gl) : null;
    }

    private constructor(
        readonly canvas: HTMLCanvasElement,
        gl: WebGL2RenderingContext,
    ) {
        this.gl = gl;
        const made = (vertex: string, fragment: string) => {
            const program = compile(gl, vertex, fragment);
            return { program, at: uniforms(gl, program) };
        };
        this.earth = made(earthVertex, earthFragment);
        this.line = made(lineVertex, lineFragment);
        this.point = made(pointVertex, pointFragment);
        this.coast = this.lines(coast());
        this.grid = this.lines(graticule());
        this.makeSphere();
        this.makeLand();
        this.points = gl.createVertexArray();
        this.states = [gl.createBuffer(), gl.createBuffer()];
        this.groups = gl.createBuffer();
    }

    private lines(places: Float32Array): Lines {
        const gl = this.gl;
        const array = gl.createVertexArray();
        gl.bindVertexArray(array);
        buffer(gl, places);
        const at = gl.getAttribLocation(this.line.program, "a_place");
        gl.enableVertexAttribArray(at);
        gl.vertexAttribPointer(at, 3, gl.FLOAT, false, 0, 0);
        return { array, count: places.length / 3 };
    }

    private makeSphere(): void {
        const gl = this.gl;
        const [columns, rows] = [96, 48];
        const places: number[] = [];
        const maps: number[] = [];
        const corners: number[] = [];
        for (let j = 0; j <= rows; j++)
            for (let i = 0; i <= columns; i++) {
                places.push(...fixedOf((360 * i) / columns - 180, 90 - (180 * j) / rows));
                maps.push(i / columns, j / rows);
                if (i === columns || j === rows) continue;
                const a = j * (columns + 1) + i;
                corners.push(a, a + columns + 1, a + 1, a + 1, a + columns + 1, a + columns + 2);
            }
        const array = gl.createVertexArray();
        gl.bindVertexArray(array);
        for (const [name, size, data] of [
            ["a_place", 3, places],
            ["a_map", 2, maps],
        ] as const) {
            buffer(gl, Float32Array.from(data));
            const at = gl.getAttribLocation(this.earth.program, name);
            gl.enableVertexAttribArray(at);
            gl.vertexAttribPointer(at, size, gl.FLOAT, false, 0, 0);
        }
        buffer(gl, Uint16Array.from(corners), true);
        this.sphere = { array, count: corners.length };
    }

    private makeLand(): void {
        const gl = this.gl;
        const mask = document.createElement("canvas");
        [mask.width, mask.height] = [2048, 1024];
        const context = mask.getContext("2d")!;
        context.fillStyle = "#f00";
        drawLand(context, mask.width, mask.height);
        gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, gl.RED, gl.UNSIGNED_BYTE, mask);
        gl.generateMipmap(gl.TEXTURE_2D);
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_NEAREST);
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    }

    setGroups(of: Uint8Array): void {
        this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.groups);
        this.gl.bufferData(this.gl.ARRAY_BUFFER, of, this.gl.STATIC_DRAW);
        this.count = of.length;
    }

    /** Points joined by lines: the orbit in TEME, the ground track as longitudes and latitudes. */
    setTrack(inertial: Float32Array | null, ground: Float32Array | null): void {
        for (const old of [this.orbit, this.ground]) if (old) this.gl.deleteVertexArray(old.array);
        this.orbit = inertial ? this.lines(inertial) : undefined;
        const places: number[] = [];
        if (ground)
            for (let k = 0; k < ground.length; k += 2) places.push(...fixedOf(ground[k]!, ground[k + 1]!, 1.002));
        this.ground = ground ? this.lines(Float32Array.from(places)) : undefined;
    }

    private upload(motion: Motion): void {
        const gl = this.gl;
        gl.bindVertexArray(this.points);
        [motion.first, motion.second].forEach((frame, i) => {
            gl.bindBuffer(gl.ARRAY_BUFFER, this.states[i]!);
            gl.bufferData(gl.ARRAY_BUFFER, frame!.states, gl.DYNAMIC_DRAW);
            [`a_r${i}`, `a_v${i}`].forEach((name, k) => {
                const at = gl.getAttribLocation(this.point.program, name);
                gl.enableVertexAttribArray(at);
                gl.vertexAttribPointer(at, 3, gl.FLOAT, false, 24, 12 * k);
            });
        });
        gl.bindBuffer(gl.ARRAY_BUFFER, this.groups);
        const at = gl.getAttribLocation(this.point.program, "a_group");
        gl.enableVertexAttribArray(at);
        gl.vertexAttribPointer(at, 1, gl.UNSIGNED_BYTE, false, 0, 0);
        this.turn = motion.turn;
    }

    /** Where pictures come slowly, as without a graphics card, they have fewer pixels, down to half as many a side. */
    private haste(): void {
        const now = performance.now();
        const took = now - this.drawn_ms;
        this.drawn_ms = now;
        if (took > 500) this.slow = 0; // it stood still
        else this.slow = Math.max(0, this.slow + (took > 42 ? 1 : -1));
        if (this.slow < 12 || this.detail <= 0.5) return;
        this.detail = Math.max(0.5, this.detail * 0.84);
        this.slow = 0;
    }

    draw(motion: Motion, at_ms: number, gmst_rad: number, hermite: [number, number, number, number]): void {
        const { gl, theme, canvas } = this;
        this.haste();
        const scale = Math.min(devicePixelRatio, 2) * this.detail;
        const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)];
        if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
        this.look(width / Math.max(1, height));
        gl.viewport(0, 0, width, height);
        gl.enable(gl.DEPTH_TEST);
        gl.enable(gl.CULL_FACE);
        gl.clearColor(...theme.sky, 1);
        gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
        const turn: [number, number] = [Math.cos(gmst_rad), Math.sin(gmst_rad)];
        this.drawEarth(turn, sun(at_ms));
        this.drawLines(turn);
        if (motion.first && motion.second && this.count) this.drawPoints(motion, hermite, scale);
    }

    private drawEarth(turn: [number, number], sunward: [number, number, number]): void {
        const { gl, theme, earth } = this;
        gl.useProgram(earth.program);
        gl.uniformMatrix4fv(earth.at.u_camera!, false, this.camera);
        gl.uniform2f(earth.at.u_turn!, ...turn);
        gl.uniform3f(earth.at.u_sun!, ...sunward);
        gl.uniform3f(earth.at.u_ocean!, ...theme.ocean);
        gl.uniform3f(earth.at.u_dry!, ...theme.land);
        gl.uniform3f(earth.at.u_night!, ...theme.night);
        gl.bindVertexArray(this.sphere.array);
        gl.drawElements(gl.TRIANGLES, this.sphere.count, gl.UNSIGNED_SHORT, 0);
    }

    private drawLines(turn: [number, number]): void {
        const { gl, theme, line } = this;
        gl.useProgram(line.program);
        gl.uniformMatrix4fv(line.at.u_camera!, false, this.camera);
        gl.uniform2f(line.at.u_turn!, ...turn);
        const put = (lines: Lines | undefined, colour: Colour, fixed: boolean, mode: number) => {
            if (!lines) return;
            gl.uniform1i(line.at.u_fixed!, fixed ? 1 : 0);
            gl.uniform4f(line.at.u_colour!, ...colour, 1);
            gl.bindVertexArray(lines.array);
            gl.drawArrays(mode, 0, lines.count);
        };
        put(this.grid, theme.grid, true, gl.LINES);
        put(this.coast, theme.coast, true, gl.LINES);
        put(this.ground, theme.ground, true, gl.LINE_STRIP);
        put(this.orbit, theme.orbit, false, gl.LINE_STRIP);
    }

    private drawPoints(motion: Motion, [h00, h10, h01, h11]: [number, number, number, number], scale: number): void {
        const { gl, theme, point } = this;
        if (this.turn !== motion.turn) this.upload(motion);
        const { seconds } = motion.part();
        gl.useProgram(point.program);
        gl.uniformMatrix4fv(point.at.u_camera!, false, this.camera);
        gl.uniform4f(point.at.u_hermite!, h00, h10 * seconds, h01, h11 * seconds);
        gl.uniform4fv(point.at.u_palette!, this.palette.flat());
        gl.uniform4f(point.at.u_only!, 0, 0, 0, 0);
        gl.uniform1i(point.at.u_ring!, 0);
        gl.uniform1f(point.at.u_size!, Math.max(1.5, (this.distance < 16 ? 3 : 2) * scale));
        gl.bindVertexArray(this.points);
        gl.drawArrays(gl.POINTS, 0, this.count);
        if (this.chosen < 0) return;
        gl.uniform4f(point.at.u_only!, ...theme.chosen, 1);
        gl.uniform1i(point.at.u_ring!, 1);
        gl.uniform1f(point.at.u_size!, 11 * scale);
        for (const index of this.near) gl.drawArrays(gl.POINTS, index, 1);
        gl.uniform1f(point.at.u_size!, 19 * scale);
        gl.drawArrays(gl.POINTS, this.chosen, 1);
    }

    private look(aspect: number): void {
        const height = aspect < 1 ? 2 * Math.atan(Math.tan(0.35) / aspect) : 0.7;
        const near = Math.max(0.02, (this.distance - EARTH_MM) * 0.2);
        const eye = perspective(height, aspect, near, this.distance + 420);
        this.camera = multiply(eye, lookAtCentre(this.lon, this.lat, this.distance));
    }

    /** Where a TEME position (Mm) is seen, in CSS pixels; null behind the Earth or the camera. */
    project(r: Float32Array): [number, number] | null {
        const m = this.camera;
        const [x, y, z] = r as unknown as [number, number, number];
        const w = m[3]! * x + m[7]! * y + m[11]! * z + m[15]!;
        if (w <= 0) return null;
        if (this.hidden(x, y, z)) return null;
        const across = (m[0]! * x + m[4]! * y + m[8]! * z + m[12]!) / w;
        const down = (m[1]! * x + m[5]! * y + m[9]! * z + m[13]!) / w;
        return [((across + 1) / 2) * this.canvas.clientWidth, ((1 - down) / 2) * this.canvas.clientHeight];
    }

    /* Whether the line from the camera meets the Earth before the place. */
    private hidden(x: number, y: number, z: number): boolean {
        const eye = this.eye();
        const d = [x - eye[0], y - eye[1], z - eye[2]] as const;
        const a = d[0] ** 2 + d[1] ** 2 + d[2] ** 2;
        const b = eye[0] * d[0] + eye[1] * d[1] + eye[2] * d[2];
        const c = this.distance ** 2 - (EARTH_MM * POLAR_PART) ** 2;
        const root = b * b - a * c;
        return root > 0 && (-b - Math.sqrt(root)) / a < 1 && -b > 0;
    }

    private eye(): [number, number, number] {
        const flat = this.distance * Math.cos(this.lat);
        return [flat * Math.cos(this.lon), flat * Math.sin(this.lon), this.distance * Math.sin(this.lat)];
    }

    /** The object drawn nearest to a place of the canvas, within some pixels; -1 for none. */
    pick(motion: Motion, x: number, y: number, shown: (index: number) => boolean): number {
        const r = new Float32Array(3);
        let best = 12 ** 2;
        let found = -1;
        for (let i = 0; i < this.count; i++) {
            if (!shown(i) || !motion.position(i, r)) continue;
            const at = this.project(r);
            const away = at ? (at[0] - x) ** 2 + (at[1] - y) ** 2 : Infinity;
            if (away < best) [best, found] = [away, i];
        }
        return found;
    }
}
