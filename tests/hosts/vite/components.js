import { mount } from 'svelte';
import { createApp } from 'vue';
import { at, input, keys } from './specimen.json';
import Svelte from './Verdict.svelte';
import Vue from './Verdict.vue';

const props = { evidence: input, options: { keys, at } };
createApp(Vue, props).mount('#vue');
mount(Svelte, { target: document.querySelector('#svelte'), props });
