package dev.tributary.console.call;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The request for a page, and its response. */
record PageExchange(HttpServletRequest request, HttpServletResponse response) {}
