export default function Claims() {
    return <h1>Claims and norms</h1>;
}
