// For the components in Vue and Svelte; the package itself needs no configuration.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';

export default { plugins: [vue(), svelte()] };
