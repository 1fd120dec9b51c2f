// Run Python in Pyodide: node run.mjs FOLDER_OF_WHEELS < program.py
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadPyodide } from "pyodide";

const folder = process.argv[2];
const program = readFileSync(0, "utf-8");
try {
  const python = await loadPyodide();
  for (const wheel of readdirSync(folder)) {
    python.unpackArchive(new Uint8Array(readFileSync(join(folder, wheel))), "wheel");
  }
  python.runPython("import warnings; warnings.simplefilter('error')");
  python.runPython(program);
} catch (error) {
  // Node itself would show the source of what failed, a megabyte in one line.
  console.error(error.message);
  process.exitCode = 1;
}
