/* The least of WebGL2: programs, buffers, and the matrices of a camera that looks at the Earth's centre. */

export type Matrix = Float32Array; // 4 x 4, column by column

export function compile(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
    const program = gl.createProgram();
    for (const [kind, source] of [
        [gl.VERTEX_SHADER, vertex],
        [gl.FRAGMENT_SHADER, fragment],
    ] as const) {
        const shader = gl.createShader(kind)!;
        gl.shaderSource(shader, `#version 300 es\nprecision highp float;\n${source}`);
        gl.compileShader(shader);
        gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost())
        throw new Error(gl.getProgramInfoLog(program) ?? "a shader did not link");
    return program;
}

/** Locations of the uniforms a program has. */
export function uniforms(gl: WebGL2RenderingContext, program: WebGLProgram): Record<string, WebGLUniformLocation> {
    const found: Record<string, WebGLUniformLocation> = {};
    const count = gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS) as number;
    for (let i = 0; i < count; i++) {
        const name = gl.getActiveUniform(program, i)!.name;
        found[name.replace("[0]", "")] = gl.getUniformLocation(program, name)!;
    }
    return found;
}

export function buffer(gl: WebGL2RenderingContext, data: Float32Array | Uint8Array | Uint16Array, element = false): WebGLBuffer {
    const target = element ? gl.ELEMENT_ARRAY_BUFFER : gl.ARRAY_BUFFER;
    const made = gl.createBuffer();
    gl.bindBuffer(target, made);
    gl.bufferData(target, data, gl.STATIC_DRAW);
    return made;
}

export function multiply(a: Matrix, b: Matrix): Matrix {
    const out = new Float32Array(16);
    for (let c = 0; c < 4; c++)
        for (let r = 0; r < 4; r++)
            out[4 * c + r] =
                a[r]! * b[4 * c]! + a[4 + r]! * b[4 * c + 1]! + a[8 + r]! * b[4 * c + 2]! + a[12 + r]! * b[4 * c + 3]!;
    return out;
}

export function perspective(height_rad: number, aspect: number, near: number, far: number): Matrix {
    const f = 1 / Math.tan(height_rad / 2);
    const m = new Float32Array(16);
    m[0] = f / aspect;
    m[5] = f;
    m[10] = (far + near) / (near - far);
    m[11] = -1;
    m[14] = (2 * far * near) / (near - far);
    return m;
}

/** A camera over a longitude and latitude, looking at the centre, north up. */
export function lookAtCentre(lon: number, lat: number, distance: number): Matrix {
    const [cl, sl, cb, sb] = [Math.cos(lon), Math.sin(lon), Math.cos(lat), Math.sin(lat)];
    const right = [-sl, cl, 0];
    const up = [-sb * cl, -sb * sl, cb];
    const back = [cb * cl, cb * sl, sb];
    const m = new Float32Array(16);
    for (let k = 0; k < 3; k++) {
        m[4 * k] = right[k]!;
        m[4 * k + 1] = up[k]!;
        m[4 * k + 2] = back[k]!;
    }
    m[14] = -distance;
    m[15] = 1;
    return m;
}
