export default function Objects() {
    return <h1>Objects</h1>;
}
