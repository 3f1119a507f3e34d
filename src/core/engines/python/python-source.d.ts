/** The text of a Python file: esbuild's text loader and Vite's `?raw` both give it this way. */
declare module '*.py?raw' {
  const text: string;
  export = text;
}
