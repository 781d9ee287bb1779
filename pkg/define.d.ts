/** Gives the elements their names, unless they are taken. Import it for what it does. */
export {};
