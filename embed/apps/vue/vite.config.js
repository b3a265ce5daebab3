import vue from '@vitejs/plugin-vue';
import { isCustomElement } from 'esim-topup/vue';

export default { base: './', plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] };
