// Stands for packages that are loaded by others and never used here (see build.ts).
module.exports = {};
