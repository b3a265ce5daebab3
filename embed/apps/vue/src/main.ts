// What the browser tests open: the tag itself, taken away and put back by a button.
import { createApp } from 'vue';
import Opened from './Opened.vue';

createApp(Opened).mount('#page');
