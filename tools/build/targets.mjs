// The oldest browsers that know light-dark(), range media queries and top-level await.
export const TARGETS = ['es2022', 'chrome123', 'firefox121', 'safari17.5'];
