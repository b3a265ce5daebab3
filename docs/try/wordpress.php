<?php
// As much of WordPress and WooCommerce as the plugin touches, so that the plugin itself can be run: a router for `php -S`.
declare(strict_types=1);

define('ABSPATH', __DIR__ . '/');
require __DIR__ . '/../embed/woocommerce/wp-config.php';
const NONCE = 'nonce-of-';

$hooks = ['filter' => [], 'shortcode' => [], 'route' => [], 'script' => []];
$user = 0;

class WP_HTTP_Response
{
    public function __construct(private mixed $data = null, private int $status = 200, private array $headers = [])
    {
    }

    public function get_data(): mixed
    {
        return $this->data;
    }

    public function get_status(): int
    {
        return $this->status;
    }

    public function get_headers(): array
    {
        return $this->headers;
    }
}

class WP_REST_Response extends WP_HTTP_Response
{
}

class WP_REST_Request
{
    public function __construct(private string $route)
    {
    }

    public function get_route(): string
    {
        return $this->route;
    }

    public function get_header(string $name): ?string
    {
        return $_SERVER['HTTP_' . strtoupper(str_replace('-', '_', $name))] ?? null;
    }

    public function get_body(): string
    {
        return (string) file_get_contents('php://input');
    }
}

/** An order item of WooCommerce: its name, and what the shop wrote to it when it handed the SIM out. */
final class Item
{
    public function __construct(private string $name, private array $meta)
    {
    }

    public function get_name(): string
    {
        return $this->name;
    }

    public function get_meta(string $key): string
    {
        return $this->meta[$key] ?? '';
    }
}

final class Order
{
    public function __construct(private array $items)
    {
    }

    public function get_items(): array
    {
        return $this->items;
    }
}

function add_filter(string $name, callable $filter, int $priority = 10, int $arguments = 1): void
{
    $GLOBALS['hooks']['filter'][$name][] = [$filter, $arguments, $priority];
    usort($GLOBALS['hooks']['filter'][$name], static fn (array $one, array $other): int => $one[2] <=> $other[2]);
}

function add_action(string $name, callable $action): void
{
    add_filter($name, $action);
}

function apply_filters(string $name, mixed $value, mixed ...$more): mixed
{
    foreach ($GLOBALS['hooks']['filter'][$name] ?? [] as [$filter, $arguments]) {
        $value = $filter(...array_slice([$value, ...$more], 0, $arguments));
    }
    return $value;
}

function add_shortcode(string $name, callable $shortcode): void
{
    $GLOBALS['hooks']['shortcode'][$name] = $shortcode;
}

function register_rest_route(string $space, string $route, array $options): void
{
    $GLOBALS['hooks']['route']["/$space$route"] = $options;
}

function wp_enqueue_script_module(string $id, string $url, array $before = [], string|false|null $version = false): void
{
    // `false` is the version of WordPress itself, `null` is none.
    $GLOBALS['hooks']['script'][$id] = $version === null ? $url : $url . '?ver=' . ($version === false ? '6.5.5' : $version);
}

function wp_json_file_decode(string $path, array $options): mixed
{
    return json_decode((string) file_get_contents($path), $options['associative']);
}

function is_user_logged_in(): bool
{
    return $GLOBALS['user'] !== 0;
}

function get_current_user_id(): int
{
    return $GLOBALS['user'];
}

function wc_get_orders(array $query): array
{
    $items = array_map(static fn (array $sim): Item => new Item($sim['label'], [
        '_esim_iccid' => $sim['iccid'], '_esim_provider' => $sim['provider'], '_esim_country' => $sim['country'],
    ]), shop()->simsOf((string) $query['customer_id']));
    // Newest first; the same SIM twice, as after a renewal, and something that is no SIM.
    return [new Order([...$items, new Item('A plug', [])]), new Order($items)];
}

function shop(): Shop
{
    static $shop;
    return $shop ??= new Shop((string) getenv('SHOP_FOLDER'));
}

function esc_attr(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES);
}

function esc_url(string $url): string
{
    return str_replace(['"', "'", '<', '>'], ['%22', '&#039;', '', ''], $url);
}

function esc_html__(string $text, string $domain): string
{
    return esc_attr($text);
}

function site(): string
{
    return "http://{$_SERVER['HTTP_HOST']}";
}

function rest_url(string $path): string
{
    return site() . "/wp-json/$path";
}

function admin_url(string $path): string
{
    return site() . "/wp-admin/$path";
}

function plugins_url(string $path, string $file): string
{
    return '/wp-content/plugins/esim-topup/' . $path;
}

function wc_get_page_permalink(string $page): string
{
    return "/$page/";
}

function wp_create_nonce(string $action): string
{
    return NONCE . get_current_user_id() . $action;
}

function __return_true(): bool
{
    return true;
}

function current_user_can(string $what): bool
{
    // The customers of the tests are nobody in particular; what an administrator sees is asked for without a customer.
    return $what === 'activate_plugins' && !is_user_logged_in();
}

function wp_admin_notice(string $html, array $options): void
{
    echo "<div class=\"notice notice-{$options['type']}\"><p>$html</p></div>";
}

function esc_html(string $text): string
{
    return esc_attr($text);
}

if (!function_exists('mb_substr')) {
    function mb_substr(string $text, int $start, ?int $length = null): string
    {
        return implode('', array_slice(preg_split('//u', $text, -1, PREG_SPLIT_NO_EMPTY), $start, $length));
    }
}

ini_set('display_errors', '0');
require getenv('PLUGIN') . '/esim-topup.php';
require getenv('PLUGIN') . '/shop.php';
add_filter('esim_topup_payments', static fn (): TopupPayments => shop());
add_filter('esim_topup_payment_label', static fn (?string $label, int $customer): ?string => shop()->cardOf((string) $customer), 10, 2);
add_filter('esim_topup_payment', static fn (array $payment, int $customer): array => shop()->paymentOf((string) $customer), 10, 2);
apply_filters('rest_api_init', null);

$path = (string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$user = (int) (shop()->customer() ?? 0);
if ($path === '/my-account') {
    $html = $hooks['shortcode']['esim_topup']();
    header('content-type: text/html; charset=utf-8');
    echo $html, "\n", json_encode($hooks['script'], JSON_UNESCAPED_SLASHES);
    return true;
}
if ($path === '/wp-admin/plugins.php') {
    apply_filters('admin_notices', null);
    return true;
}
if ($path === '/wp-admin/admin-ajax.php') {
    http_response_code($user === 0 ? 400 : 200);
    echo $user === 0 ? '0' : wp_create_nonce($_GET['action'] === 'rest-nonce' ? 'wp_rest' : '');
    return true;
}
$request = new WP_REST_Request(substr($path, strlen('/wp-json')));
$nonce = $request->get_header('X-WP-Nonce');
$route = $hooks['route'][$request->get_route()];
// As in rest_cookie_check_errors(): without the nonce of that user, the cookie counts for nothing, and a wrong one is refused.
if ($nonce === null) {
    $user = 0;
}
if ($nonce !== null && $nonce !== wp_create_nonce('wp_rest')) {
    $response = new WP_REST_Response(['code' => 'rest_cookie_invalid_nonce'], 403);
} elseif (!$route['permission_callback']($request)) {
    $response = new WP_REST_Response(['code' => 'rest_forbidden'], 401);
} else {
    $response = $route['callback']($request);
}
http_response_code($response->get_status());
header('content-type: application/json; charset=UTF-8');
foreach ($response->get_headers() as $name => $value) {
    header("$name: $value");
}
// What WordPress says of caches, it says to users whom it knows; anybody else's answer says nothing.
if ($user !== 0) {
    header('cache-control: no-cache, must-revalidate, max-age=0, no-store, private');
}
if (!apply_filters('rest_pre_serve_request', false, $response, $request)) {
    echo json_encode($response->get_data());
}
return true;
