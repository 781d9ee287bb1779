export default {
  mode: 'production',
  entry: ['./main.js', './elements.js'],
  output: { clean: true, publicPath: '/dist/' },
  // The engine is one file, and the script that carries it, which is fetched only where the file is not to be had, another.
  performance: { maxAssetSize: 500_000 },
};
