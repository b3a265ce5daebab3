<?php
// What the plugin needs of wp-config.php, above its line "That's all, stop editing!".
define('ESIM_TOPUP_BFF', 'https://topup.example.com');
define('ESIM_TOPUP_STOREFRONT', 'my-shop');
define('ESIM_TOPUP_KEY_ID', 'my-shop-1');
define('ESIM_TOPUP_SESSION_KEY', getenv('TOPUP_SESSION_KEY'));
define('ESIM_TOPUP_HOOK_SECRET', getenv('TOPUP_HOOK_SECRET'));
