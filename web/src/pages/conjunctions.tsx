export default function Conjunctions() {
    return <h1>Conjunctions</h1>;
}
