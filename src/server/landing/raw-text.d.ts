/** The text of a file: esbuild's plugin and Vite's `?raw` both give it this way. */
declare module '*.css?raw' {
  const text: string;
  export = text;
}

declare module '*.js?raw' {
  const text: string;
  export = text;
}
