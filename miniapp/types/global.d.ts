/// <reference types="@tarojs/taro" />
declare module '*.css'
declare const API_BASE: string
declare const CORP_ID: string
declare const CLIENT_ID: string
declare namespace NodeJS {
  interface ProcessEnv {
    TARO_ENV: 'dd' | 'h5'
  }
}
