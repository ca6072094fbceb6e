import { render } from "preact";
import { Shell } from "./app/shell";

const root = document.getElementById("root");
if (root) render(<Shell />, root);
