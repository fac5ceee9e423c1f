#pragma once
#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

// curl_easy_setopt and its relatives are variadic, which Swift cannot call: one typed shim for each kind of argument.

typedef size_t (*emporia_curl_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode emporia_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode emporia_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode emporia_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode emporia_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode emporia_curl_set_callback(CURL *handle, CURLoption option, emporia_curl_callback value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode emporia_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode emporia_curl_get_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLMcode emporia_curl_multi_set_long(CURLM *handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}

static inline CURLMcode emporia_curl_multi_on_socket(CURLM *handle, curl_socket_callback callback, void *context) {
    curl_multi_setopt(handle, CURLMOPT_SOCKETDATA, context);
    return curl_multi_setopt(handle, CURLMOPT_SOCKETFUNCTION, callback);
}

static inline CURLMcode emporia_curl_multi_on_timer(CURLM *handle, curl_multi_timer_callback callback, void *context) {
    curl_multi_setopt(handle, CURLMOPT_TIMERDATA, context);
    return curl_multi_setopt(handle, CURLMOPT_TIMERFUNCTION, callback);
}
