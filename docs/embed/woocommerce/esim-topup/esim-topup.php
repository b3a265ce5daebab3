<?php
/**
 * Plugin Name:      eSIM top-up
 * Description:      Customers top up the eSIMs that they have bought here: [esim_topup] on any page, best on My account.
 * Version:          1.0.0
 * Requires at least: 6.5
 * Requires PHP:     8.1
 * Requires Plugins: woocommerce
 */
declare(strict_types=1);

defined('ABSPATH') || exit;

// The file docs/server/php/topup.php, as it is.
require_once __DIR__ . '/topup.php';

add_shortcode('esim_topup', 'esim_topup_element');
add_action('rest_api_init', 'esim_topup_routes');
// The last to touch the answer: what still sets headers must have come before its first byte.
add_filter('rest_pre_serve_request', 'esim_topup_serve', 1000, 3);
add_action('admin_notices', 'esim_topup_notice');

/** What step 1 and 2 of the instructions have not brought yet. */
function esim_topup_missing(): array
{
    $settings = ['ESIM_TOPUP_BFF', 'ESIM_TOPUP_STOREFRONT', 'ESIM_TOPUP_KEY_ID', 'ESIM_TOPUP_SESSION_KEY', 'ESIM_TOPUP_HOOK_SECRET'];
    $missing = array_filter($settings, static fn (string $name): bool => !defined($name) || !constant($name));
    return is_readable(__DIR__ . '/files/manifest.json') ? $missing : [...$missing, 'files/manifest.json'];
}

/** A customer can't mend that, so they see nothing of it. */
function esim_topup_notice(): void
{
    if (esim_topup_missing() !== [] && current_user_can('activate_plugins')) {
        wp_admin_notice(esc_html('eSIM top-up is not shown yet. It misses: ' . implode(', ', esim_topup_missing())), ['type' => 'error']);
    }
}

/** The widget, for a customer who is logged in. It speaks the language that the page says it is in. */
function esim_topup_element(): string
{
    if (esim_topup_missing() !== []) {
        return '';
    }
    if (!is_user_logged_in()) {
        return '<p><a href="' . esc_url(wc_get_page_permalink('myaccount')) . '">' . esc_html__('Log in to top up your eSIM', 'esim-topup') . '</a></p>';
    }
    // First what gives the element its session, so that it never starts without.
    wp_enqueue_script_module('esim-topup-session', plugins_url('session.js', __FILE__), [], (string) filemtime(__DIR__ . '/session.js'));
    // `files` is what `cargo xtask package` leaves in dist/cdn: its names say the content, so a browser may keep them for as long as it likes.
    $files = wp_json_file_decode(__DIR__ . '/files/manifest.json', ['associative' => true])['files'];
    wp_enqueue_script_module('esim-topup', plugins_url('files/' . $files['element.js']['file'], __FILE__), [], null);
    return sprintf(
        '<esim-topup bff="%s" data-session="%s" data-nonce="%s" data-renew="%s"></esim-topup>',
        esc_url(ESIM_TOPUP_BFF),
        esc_url(rest_url('esim-topup/v1/session')),
        esc_attr(wp_create_nonce('wp_rest')),
        esc_url(admin_url('admin-ajax.php?action=rest-nonce')),
    );
}

function esim_topup_routes(): void
{
    register_rest_route('esim-topup/v1', '/session', [
        'methods' => 'POST',
        'callback' => 'esim_topup_session',
        // WordPress knows a user here only when the nonce of this very user came along.
        'permission_callback' => 'is_user_logged_in',
    ]);
    register_rest_route('esim-topup/v1', '/hook', [
        'methods' => 'POST',
        'callback' => 'esim_topup_hook',
        // The BFF has no log-in: its signature over the body is what lets it in.
        'permission_callback' => '__return_true',
    ]);
}

function esim_topup(): Topup
{
    return new Topup(ESIM_TOPUP_STOREFRONT, ESIM_TOPUP_KEY_ID, ESIM_TOPUP_SESSION_KEY, ESIM_TOPUP_HOOK_SECRET);
}

function esim_topup_session(WP_REST_Request $request): WP_REST_Response
{
    $customer = get_current_user_id();
    /** By the hook; or on account, `['mode' => 'account', 'cap' => ['minor' => 5000, 'currency' => 'USD']]`. */
    $payment = apply_filters('esim_topup_payment', ['mode' => 'hook'], $customer);
    /** How this customer pays, in words that they know ("Visa ·· 4242"); null for none. */
    $label = apply_filters('esim_topup_payment_label', null, $customer);
    $token = esim_topup()->sessionToken((string) $customer, esim_topup_sims($customer), $payment, $label);
    return new WP_REST_Response(['token' => $token]);
}

/** The SIMs that this customer has bought: order items that carry the ICCID that was handed out with them. */
function esim_topup_sims(int $customer): array
{
    $sims = [];
    $orders = wc_get_orders(['customer_id' => $customer, 'status' => ['processing', 'completed'], 'limit' => 200, 'orderby' => 'date', 'order' => 'DESC']);
    foreach ($orders as $order) {
        foreach ($order->get_items() as $item) {
            $iccid = (string) $item->get_meta('_esim_iccid');
            if ($iccid !== '' && count($sims) < 100) {
                $sims[$iccid] ??= [
                    'iccid' => $iccid,
                    'provider' => (string) $item->get_meta('_esim_provider'),
                    'kind' => 'esim',
                    'country' => (string) $item->get_meta('_esim_country'),
                    'label' => mb_substr($item->get_name(), 0, 80),
                ];
            }
        }
    }
    return apply_filters('esim_topup_sims', array_values($sims), $customer);
}

function esim_topup_hook(WP_REST_Request $request): WP_REST_Response
{
    /** YOURS: a TopupPayments that holds, takes and gives back money with your gateway. */
    $payments = apply_filters('esim_topup_payments', null);
    if (!$payments instanceof TopupPayments) {
        throw new LogicException('no plugin gives esim_topup_payments: nothing can be sold');
    }
    $word = static fn (string $name): string => (string) $request->get_header("webhook_$name");
    $sealed = esim_topup()->hook($word('id'), $word('timestamp'), $word('signature'), $request->get_body(), $payments);
    return new WP_REST_Response($sealed['body'], $sealed['status'], $sealed['headers']);
}

/** Other plugins have had `$served` in their hands: it may be anything. */
function esim_topup_serve(mixed $served, WP_HTTP_Response $response, WP_REST_Request $request): mixed
{
    switch ($request->get_route()) {
        case '/esim-topup/v1/session':
            // Here and not with the answer: a refusal is WordPress's own, which says nothing about caches.
            header('cache-control: no-store');
            return $served;
        case '/esim-topup/v1/hook':
            if (!is_string($response->get_data())) {
                return $served;
            }
            // WordPress would encode the answer once more, and the signature is over its very bytes.
            echo $response->get_data();
            return true;
        default:
            return $served;
    }
}
